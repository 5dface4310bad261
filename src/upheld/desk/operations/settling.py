"""What the assessment says about a ticket, written back so that lists can filter by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

SETTLE = """
    UPDATE desk_ticket SET state = fresh.state, severity = fresh.severity, closed_at = fresh.closed_at
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[]) AS fresh (id, state, severity, closed_at)
    WHERE desk_ticket.id = fresh.id
"""


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
    with connection.cursor() as cursor:
        cursor.execute(
            SETTLE,
            [
                [row.ticket_id for row in rows],
                [row.state for row in rows],
                [row.severity for row in rows],
                [row.closed_at for row in rows],
            ],
        )
