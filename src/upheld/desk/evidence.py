"""Ledger entries → facts: the one reader, so that an entry written years ago keeps its meaning.

A literal table says which entry types are facts and which public fields they carry. Erasable
fields are never among them: erasing a person changes no deadline.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from upheld.ledger import leaf
from upheld.ledger.events import Recorded
from upheld.ledger.queries import EntryView, entries_of
from upheld.sla import Fact, read_fact

log = logging.getLogger(__name__)

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
    "id": str,
    "automatic": bool,
    "internal": bool,
    # The items themselves are the customer's text and erasable; that there were some is the fact.
    "items": lambda count: [f"item {number}" for number in range(1, count + 1)],
}


def facts_of(ticket_id: int) -> list[Fact]:
    """A ticket's facts, in order."""
    return facts_from(entries_of([ticket_id], FACTS.keys()).get(ticket_id, []))


def facts_of_tickets(ticket_ids: Iterable[int]) -> dict[int, list[Fact]]:
    """Several tickets' facts in one statement. A ticket whose entries cannot be read is logged and left out."""
    ids = list(ticket_ids)
    try:
        return {ticket: facts_from(entries) for ticket, entries in entries_of(ids, FACTS.keys()).items()}
    except (ValueError, LookupError, TypeError):
        if len(ids) > 1:
            return {ticket: facts for one in ids for ticket, facts in facts_of_tickets([one]).items()}
        log.exception("the entries of ticket %s cannot be read", ids[0])
        return {}


def facts_from(entries: Iterable[EntryView]) -> list[Fact]:
    """The facts among entries, in order."""
    documents = ((entry.type, entry.document["recorded_at"], entry.document["data"]) for entry in entries)
    return [_fact(kind, at, data) for kind, at, data in documents if kind in FACTS]


DIMENSIONS: Mapping[str, str] = {"ticket.filed": "", "ticket.dimensions_changed": "after"}
"""Entry types that say what a ticket is reported under, and where in their data."""


def dimensions_of_tickets(ticket_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """What several tickets are reported under by their entries, in one statement."""
    found = entries_of(list(ticket_ids), DIMENSIONS.keys())
    return {ticket: dimensions_from(entries) for ticket, entries in found.items()}


def dimensions_from(entries: Iterable[EntryView]) -> dict[str, str]:
    """The values that a ticket's entries end with; those of its filing among them."""
    values: dict[str, str] = {}
    for entry in entries:
        if entry.type in DIMENSIONS:
            data = entry.document["data"]
            values |= data[DIMENSIONS[entry.type]] if DIMENSIONS[entry.type] else data
    return values


def fact_of(event: Recorded) -> Fact | None:
    """The fact that an event will be once it is recorded, or ``None`` if it is none."""
    return _fact_of(event.kind, event.at, tuple(event.data().items())) if event.kind in FACTS else None


@lru_cache(maxsize=32)
def _fact_of(kind: str, at: datetime, public: tuple[tuple[str, object], ...]) -> Fact:
    # Who publishes an event asks, and who assesses its ticket asks again. What is erasable is not kept here.
    data = {name: leaf.instant(one) if isinstance(one, datetime) else one for name, one in public}
    return _fact(kind, leaf.instant(at), data)


def _fact(kind: str, at: str, data: Mapping[str, Any]) -> Fact:
    fact_type, names = FACTS[kind]
    fields = {name: data[source] for name, source in names.items() if data.get(source) is not None}
    read = {name: READERS[name](value) if name in READERS else value for name, value in fields.items()}
    return read_fact({"at": at, "type": fact_type, **read})
