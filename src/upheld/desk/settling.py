"""Reads tickets for an assessment, and writes back the derived states that lists filter by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from upheld.database import ask, send_later

ASSESSED_TICKETS = """
    SELECT id, organisation_id, contract_version_id, state, severity, group_id, assignee_id, closed_at
    FROM desk_ticket WHERE id = ANY(%s) ORDER BY id
"""
WRITE_STATES = """
    UPDATE desk_ticket SET state = fresh.state, severity = fresh.severity, closed_at = fresh.closed_at
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[]) AS fresh (id, state, severity, closed_at)
    WHERE desk_ticket.id = fresh.id
"""


@dataclass(frozen=True, slots=True)
class AssessedTicket:
    """The fields of a ticket that an assessment needs."""

    id: int
    organisation_id: int
    contract_version_id: int | None
    state: str
    severity: str
    group_id: int | None
    assignee_id: int | None
    closed_at: datetime | None


def tickets_to_assess(ticket_ids: Iterable[int]) -> list[AssessedTicket]:
    """Reads tickets by id; one statement."""
    return [AssessedTicket(*row) for row in ask(ASSESSED_TICKETS, [list(ticket_ids)])]


@dataclass(frozen=True, slots=True)
class DerivedState:
    """The state of a ticket that follows from an assessment."""

    ticket_id: int
    state: str
    severity: str
    closed_at: datetime | None


def write_derived_states(rows: Sequence[DerivedState]) -> None:
    """Write derived states, any number in one statement. Called by ``clocks`` after each assessment."""
    if not rows:
        return
    send_later(
        WRITE_STATES,
        [
            [row.ticket_id for row in rows],
            [row.state for row in rows],
            [row.severity for row in rows],
            [row.closed_at for row in rows],
        ],
    )
