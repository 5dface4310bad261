"""Reads a ticket's columns, related names, and which kinds of parts it has, in one raw SQL statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from upheld.database import ask
from upheld.database.unreadable import Unreadable, document_of
from upheld.operations.errors import Damaged

COLUMNS = {
    **{name: f"t.{name}" for name in ("id", "subject", "state", "severity", "severity_asked", "component", "platform")},
    **{name: f"t.{name}" for name in ("sdk_version", "region", "environment", "tags", "uncovered", "revision")},
    **{name: f"t.{name}" for name in ("filed_at", "updated_at", "closed_at", "product_id", "group_id")},
    "customer_id": "t.organisation_id",
    "customer": "o.name",
    "customer_zone": "o.timezone",
    "product": "p.name",
    "contract_id": "v.contract_id",
    "contract_version_id": "t.contract_version_id",
    "contract_number": "v.number",
    "group": "coalesce(g.name, '')",
    "merged_into": "t.merged_into_id",
    "evidence": "t.evidence",
}
"""Fields of the view, and their columns."""
PEOPLE = ("t.requester_id", "r.name", "t.assignee_id", "a.name")
KINDS = {
    "attachments": "desk_attachment WHERE ticket_id = t.id",
    "waits": "desk_wait WHERE ticket_id = t.id",
    "deliveries": "desk_delivery WHERE ticket_id = t.id",
    "disputes": "desk_dispute WHERE ticket_id = t.id",
    "claims": "desk_exclusionclaim WHERE ticket_id = t.id",
    "cancellations": "desk_cancellation WHERE ticket_id = t.id",
    "watchers": "desk_watcher WHERE ticket_id = t.id",
    "links": "desk_ticketlink WHERE t.id IN (ticket_id, other_id)",
    "drafts": "desk_draft WHERE ticket_id = t.id AND user_id = %(reader)s",
}
"""Kinds of parts. A kind that a ticket does not have is not queried."""
HAS = [f"EXISTS (SELECT FROM {table})" for table in KINDS.values()]
TICKET = f"""
    SELECT {", ".join([*COLUMNS.values(), *PEOPLE, *HAS])}
    FROM desk_ticket t
    JOIN accounts_organisation o ON o.id = t.organisation_id
    JOIN accounts_user r ON r.id = t.requester_id
    JOIN contracts_product p ON p.id = t.product_id
    LEFT JOIN contracts_contractversion v ON v.id = t.contract_version_id
    LEFT JOIN accounts_supportgroup g ON g.id = t.group_id
    LEFT JOIN accounts_user a ON a.id = t.assignee_id
    WHERE t.id = %(ticket)s
"""  # noqa: S608  (constants; values are bound as parameters)


@dataclass(frozen=True, slots=True)
class TicketRow:
    """The plain fields of the view, (id, name) of its people, and the kinds of parts that it has."""

    fields: dict[str, Any]
    requester: tuple[int, str]
    assignee: tuple[int, str] | None
    has: frozenset[str]


def ticket_row(*, ticket_id: int, reader_id: int) -> TicketRow | None:
    """Reads a ticket's row; ``None`` if it does not exist or row-level security hides it."""
    rows = ask(TICKET, {"ticket": ticket_id, "reader": reader_id})
    if not rows:
        return None
    [row] = rows
    people, kinds = len(COLUMNS), len(COLUMNS) + len(PEOPLE)
    requester_id, requester, assignee_id, assignee = row[people:kinds]
    fields = dict(zip(COLUMNS, row, strict=False))
    fields |= {"tags": tuple(fields["tags"]), "evidence": document_of(fields["evidence"])}
    if any(isinstance(value, Unreadable) for value in fields.values()):
        raise Damaged("ticket", number=ticket_id)
    return TicketRow(
        fields,
        (requester_id, requester),
        None if assignee_id is None else (assignee_id, assignee),
        frozenset(name for name, has in zip(KINDS, row[kinds:], strict=True) if has),
    )
