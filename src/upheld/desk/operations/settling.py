"""What an assessment needs to know of a ticket, and what it says of it, written back to be filtered by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from upheld.database import ask, later

STANDING = """
    SELECT id, organisation_id, contract_version_id, state, severity, group_id, assignee_id, closed_at
    FROM desk_ticket WHERE id = ANY(%s) ORDER BY id
"""
SETTLE = """
    UPDATE desk_ticket SET state = fresh.state, severity = fresh.severity, closed_at = fresh.closed_at
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[]) AS fresh (id, state, severity, closed_at)
    WHERE desk_ticket.id = fresh.id
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A ticket, as far as an assessment needs to know it."""

    id: int
    organisation_id: int
    contract_version_id: int | None
    state: str
    severity: str
    group_id: int | None
    assignee_id: int | None
    closed_at: datetime | None


def standing(ticket_ids: Iterable[int]) -> list[Standing]:
    """Where these tickets stand, by number; one statement."""
    return [Standing(*row) for row in ask(STANDING, [list(ticket_ids)])]


@dataclass(frozen=True, slots=True)
class Settled:
    """A ticket's derived state."""

    ticket_id: int
    state: str
    severity: str
    closed_at: datetime | None


def settle(rows: Sequence[Settled]) -> None:
    """Write derived states, any number in one statement. Called by ``clocks`` after each assessment."""
    if not rows:
        return
    later(
        SETTLE,
        [
            [row.ticket_id for row in rows],
            [row.state for row in rows],
            [row.severity for row in rows],
            [row.closed_at for row in rows],
        ],
    )
