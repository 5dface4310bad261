"""Reads facts and dimensions from ledger entries. The only reader, so that old entries keep their meaning.

A table lists the entry types that are facts, with their public fields. Erasable fields are not among them, so erasing a
person changes no deadline. The module does not use the database, so that exports are read with the same tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from upheld.desk.limits import ITEMS_MAX
from upheld.sla import Fact, read_fact

Document = Mapping[str, Any]


def _flag(value: Any) -> bool:
    """A flag, which a leaf holds as 0 or 1. A text would pass for true, whatever it says."""
    if type(value) not in (bool, int) or value not in (0, 1):
        raise ValueError(f"{value!r} is no flag: 0 or 1")
    return bool(value)


def _number_text(value: Any) -> str:
    if type(value) is not int:
        raise ValueError(f"{value!r} is no number")
    return str(value)


def _items(count: Any) -> list[str]:
    if type(count) is not int or not 0 < count <= ITEMS_MAX:
        raise ValueError(f"{str(count)[:20]} is no number of items: 1 to {ITEMS_MAX}")
    return [f"item {number}" for number in range(1, count + 1)]


FACTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    # entry type: (fact type, {field of the fact: field of the entry})
    "ticket.filed": ("ticket_filed", {"severity": "severity"}),
    "severity.changed": (
        "severity_changed",
        {"severity": "severity", "basis": "basis", "effective_from": "effective_from"},
    ),
    "severity.disputed": ("severity_disputed", {"severity": "severity"}),
    "dispute.withdrawn": ("dispute_withdrawn", {}),
    "severity.ruled": ("severity_ruled", {"severity": "severity"}),
    "vendor.replied": (
        "vendor_replied",
        {"kind": "channel", "automatic": "automatic", "internal": "internal"},
    ),
    "information.requested": ("information_requested", {"items": "count"}),
    "customer.replied": ("customer_replied", {}),
    "wait.voided": ("wait_voided", {"requested_at": "requested_at"}),
    "workaround.provided": ("workaround_provided", {"id": "delivery_id"}),
    "workaround.accepted": ("workaround_accepted", {"id": "delivery_id"}),
    "workaround.rejected": ("workaround_rejected", {"id": "delivery_id"}),
    "resolution.provided": ("resolution_provided", {"id": "delivery_id"}),
    "resolution.accepted": ("resolution_accepted", {"id": "delivery_id"}),
    "resolution.rejected": ("resolution_rejected", {"id": "delivery_id"}),
    "ticket.reopened": ("reopened", {}),
    "exclusion.claimed": (
        "exclusion_claimed",
        {"id": "claim_id", "clause": "clause", "scope": "scope", "from": "from_at", "to": "to_at"},
    ),
    "exclusion.accepted": ("exclusion_accepted", {"id": "claim_id", "by": "by"}),
    "exclusion.rejected": ("exclusion_rejected", {"id": "claim_id", "by": "by"}),
    "ticket.cancelled": ("ticket_cancelled", {"reason": "reason"}),
}
READERS: Mapping[str, Any] = {
    "id": _number_text,
    "automatic": _flag,
    "internal": _flag,
    # The items are erasable text; the fact needs only their number.
    "items": _items,
}
OPTIONAL = frozenset(
    {"effective_from", "channel", "automatic", "internal", "count", "scope", "from_at", "to_at", "by", "reason"}
)
"""Optional fields. An entry that lacks any other field is damaged."""
TICKET_DIMENSIONS = ("component", "platform", "sdk_version", "region")
DIMENSIONS: Mapping[str, str] = {"ticket.filed": "", "ticket.dimensions_changed": "after"}
"""Entry types with a ticket's dimensions, and the field of their data that holds them."""
FILED = "ticket.filed"
EXTENDED = "ticket.calendar_extended"
"""The entry type by which a ticket moves to a later calendar edition."""
EVIDENCE = frozenset({*FACTS, *DIMENSIONS, EXTENDED})
"""Entry types of a ticket on which its figures depend."""


def facts_in(documents: Iterable[Document]) -> list[Fact]:
    """Returns the facts among the decoded leaves of a ticket, in order."""
    entries = [document for document in documents if document["type"] in FACTS]
    return [fact(entry["type"], entry["recorded_at"], entry["data"]) for entry in entries]


def dimensions_in(documents: Iterable[Document]) -> dict[str, str]:
    """Returns a ticket's dimensions after all its leaves."""
    values: dict[str, str] = {}
    for document in documents:
        if document["type"] in DIMENSIONS:
            name = DIMENSIONS[document["type"]]
            values |= document["data"][name] if name else document["data"]
    return values


def fact(kind: str, at: str, data: Mapping[str, Any]) -> Fact:
    """Returns the fact of an entry. Raises KeyError if the type is not a fact, or if a field is missing."""
    fact_type, names = FACTS[kind]
    needed = (
        (name, source) for name, source in names.items() if source not in OPTIONAL or data.get(source) is not None
    )
    fields = {name: data[source] for name, source in needed}
    read = {name: READERS[name](value) if name in READERS else value for name, value in fields.items()}
    return read_fact({"at": at, "type": fact_type, **read})
