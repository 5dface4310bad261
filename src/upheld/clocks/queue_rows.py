"""The rows of the queue: one per open ticket, updated in the transaction that changes the ticket."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from upheld.clocks.models import QueueRow
from upheld.clocks.rows import QueueEntry
from upheld.clocks.snapshot import TicketSnapshot
from upheld.desk.models import Ticket
from upheld.sla import Reading

FAR = datetime(9000, 1, 1, tzinfo=UTC)
"""Where a ticket without a deadline stands in the queue: behind all that have one."""
RUNNING = ("running", "closed_hours")


def of_open(snapshots: Sequence[TicketSnapshot]) -> list[QueueEntry]:
    """The rows of the tickets that are open."""
    return [_row(snapshot) for snapshot in snapshots if snapshot.state not in Ticket.CLOSED]


def forget_ended(snapshots: Sequence[TicketSnapshot]) -> None:
    """Delete the rows of tickets that have ended; at most one statement."""
    ended = [snapshot.ticket.id for snapshot in snapshots if snapshot.state in Ticket.CLOSED]
    if ended:
        QueueRow.objects.filter(ticket__in=ended).delete()


def take_off(ticket_ids: Sequence[int]) -> None:
    """Let the rows of tickets that cannot be assessed name nobody who is no longer assigned."""
    unassigned = Ticket.objects.filter(pk__in=ticket_ids, assignee=None)
    QueueRow.objects.filter(ticket__in=unassigned).update(assignee_id=None)


def _row(snapshot: TicketSnapshot) -> QueueEntry:
    readings = snapshot.outlook.assessment.readings
    next_reading = _next(readings)
    due_at = next_reading.due_at if next_reading else None
    return QueueEntry(
        ticket_id=snapshot.ticket.id,
        organisation_id=snapshot.ticket.organisation_id,
        next_due_at=due_at,
        next_objective=next_reading.objective if next_reading else "",
        missed=any(_late(reading) for reading in readings),
        severity=snapshot.outlook.assessment.severity or snapshot.ticket.severity,
        state=snapshot.state,
        group_id=snapshot.ticket.group_id,
        assignee_id=snapshot.ticket.assignee_id,
        rank_at=due_at or FAR,
    )


def _next(readings: Sequence[Reading]) -> Reading | None:
    """Return the running clock with the earliest deadline; a missed one counts at its own deadline."""
    candidates = [
        reading
        for reading in readings
        if reading.due_at is not None and reading.state in RUNNING and not reading.excluded
    ]
    return min(candidates, key=lambda reading: (reading.due_at, reading.objective), default=None)


def _late(reading: Reading) -> bool:
    return reading.outcome == "missed" and reading.state in RUNNING
