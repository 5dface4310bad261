"""The queue's rows: one an open ticket, kept by the same transaction that changes the ticket."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from upheld.clocks.case import Case
from upheld.clocks.models import QueueRow
from upheld.clocks.rows import QueueEntry
from upheld.desk.models import Ticket
from upheld.sla import Reading

FAR = datetime(9000, 1, 1, tzinfo=UTC)
"""Where a ticket without a deadline stands in the queue: behind all that have one."""
RUNNING = ("running", "closed_hours")


def of_open(cases: Sequence[Case]) -> list[QueueEntry]:
    """The rows of the tickets that are open."""
    return [_row(case) for case in cases if case.state not in Ticket.CLOSED]


def forget_ended(cases: Sequence[Case]) -> None:
    """Delete the rows of tickets that have ended; at most one statement."""
    ended = [case.ticket.id for case in cases if case.state in Ticket.CLOSED]
    if ended:
        QueueRow.objects.filter(ticket__in=ended).delete()


def _row(case: Case) -> QueueEntry:
    readings = case.outlook.assessment.readings
    next_reading = _next(readings)
    due_at = next_reading.due_at if next_reading else None
    return QueueEntry(
        ticket_id=case.ticket.id,
        organisation_id=case.ticket.organisation_id,
        next_due_at=due_at,
        next_objective=next_reading.objective if next_reading else "",
        missed=any(_late(reading) for reading in readings),
        severity=case.outlook.assessment.severity or case.ticket.severity,
        state=case.state,
        group_id=case.ticket.group_id,
        assignee_id=case.ticket.assignee_id,
        rank_at=due_at or FAR,
    )


def _next(readings: Sequence[Reading]) -> Reading | None:
    """The clock that needs work first: a missed one still running goes before all, at its deadline."""
    open_ones = [
        reading
        for reading in readings
        if reading.due_at is not None and reading.state in RUNNING and not reading.excluded
    ]
    return min(open_ones, key=lambda open_one: (open_one.due_at, open_one.objective), default=None)


def _late(reading: Reading) -> bool:
    return reading.outcome == "missed" and reading.state in RUNNING
