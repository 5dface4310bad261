"""Facts in, rows out: assess some tickets as of an instant and write what has changed.

However many tickets, it is one statement a table: the sweep settles 500 clocks as it settles one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from upheld.clocks import announce, queue_rows
from upheld.clocks.case import Case
from upheld.clocks.rows import ClockRow, clocks_of, forget_clocks, write
from upheld.contracts.queries import UnreadableVersion
from upheld.desk import evidence
from upheld.desk.models import Ticket
from upheld.desk.operations.settling import Settled, Standing, settle, standing
from upheld.desk.terms import terms_for_version
from upheld.operations import bus
from upheld.operations.errors import Damaged
from upheld.sla import Assessment, Fact, Mark, Reading, outlook
from upheld.sla import CannotAssess as TooMuchToAssess

READING_FIELDS = (
    "severity",
    "state",
    "outcome",
    "provisional",
    "excluded",
    "started_at",
    "due_at",
    "stopped_at",
    "decided_at",
    "allowance",
    "counted",
    "remaining",
    "overdue",
)
_shown = attrgetter(*READING_FIELDS, "next_transition_at", "passed")


@dataclass(frozen=True, slots=True)
class Newborn:
    """A ticket filed in this very transaction: nothing of it needs reading."""

    ticket: Standing
    facts: list[Fact]


def refresh(as_of: Mapping[int, datetime], newborn: Sequence[Newborn] = ()) -> None:
    """Assess these tickets, each as of its instant, and write clocks, queue and states.

    The accounts of the tickets are locked by the caller. What time has done (a mark passed, a clock
    decided) is published and so reaches the ledger and the escalation in the same transaction.
    """
    cases = [*load(as_of.keys() - {new.ticket.id for new in newborn}, as_of), *_born(newborn, as_of)]
    write([clock for case in cases for clock in rows_of(case)], queue_rows.of_open(cases))
    forget_clocks([clock for case in cases for clock in gone(case)])
    queue_rows.forget_ended(cases)
    settle([fresh for case in cases if (fresh := _settled(case)) is not None])
    events = announce.events(cases)
    if events:
        bus.publish(*events)


class CannotAssess(Damaged):
    """The entries or the contract version of a ticket are damaged, or it has more readings than can be listed."""

    def __init__(self, ticket_id: int, error: Exception) -> None:
        if isinstance(error, TooMuchToAssess):
            super().__init__(error.code, number=ticket_id, **error.params)
        else:
            super().__init__("ticket", number=ticket_id)
        self.ticket_id = ticket_id


def load(ticket_ids: Collection[int], as_of: Mapping[int, datetime]) -> list[Case]:
    """Read tickets, their facts and their clocks (three statements, or none for none), and assess.

    Raises ``CannotAssess`` for the first ticket that is damaged.
    """
    return list(_cases(ticket_ids, as_of, _raise))


def _raise(error: CannotAssess) -> None:
    raise error


def _cases(
    ticket_ids: Collection[int], as_of: Mapping[int, datetime], damaged: Callable[[CannotAssess], None]
) -> Iterator[Case]:
    if not ticket_ids:
        return
    facts = evidence.facts_of_tickets(ticket_ids)
    before = clocks_of(ticket_ids)
    for ticket in standing(ticket_ids):
        try:
            yield _case(ticket, facts[ticket.id], as_of[ticket.id], before.get(ticket.id, {}))
        except (KeyError, UnreadableVersion, TooMuchToAssess) as error:
            problem = CannotAssess(ticket.id, error)
            problem.__cause__ = error
            damaged(problem)


def as_stored(ticket_ids: Collection[int], damaged: Callable[[CannotAssess], None]) -> list[Case]:
    """These tickets as of the instants at which their clocks were last written: what differs has not come by time.

    ``damaged`` is told of those that cannot be assessed; they are left out.
    """
    stored = clocks_of(ticket_ids).items()
    as_of = {ticket: max(clock.assessed_at for clock in clocks.values()) for ticket, clocks in stored}
    return list(_cases(as_of.keys(), as_of, damaged))


def _born(newborn: Sequence[Newborn], as_of: Mapping[int, datetime]) -> list[Case]:
    return [_case(new.ticket, new.facts, as_of[new.ticket.id], {}) for new in newborn]


def _case(ticket: Standing, facts: list[Fact], as_of: datetime, before: Mapping[tuple[str, int], ClockRow]) -> Case:
    view = outlook(terms_for_version(ticket.contract_version_id), facts, as_of)
    marks: dict[tuple[str, int], list[Mark]] = defaultdict(list)
    for mark in view.marks:
        marks[mark.objective, mark.cycle].append(mark)
    return Case(ticket, as_of, view, _state(view.assessment), before, marks)


def rows_of(case: Case) -> list[ClockRow]:
    """The clock rows that differ from what is stored."""
    rows = (_row(case, reading) for reading in case.outlook.assessment.readings)
    return [row for row in rows if row is not None]


def gone(case: Case) -> list[ClockRow]:
    """Stored rows of clocks that never were: a ruling can take back the severity that promised them."""
    known = {(reading.objective, reading.cycle) for reading in case.outlook.assessment.readings}
    return [clock for key, clock in case.before.items() if key not in known]


def _row(case: Case, reading: Reading) -> ClockRow | None:
    key = (reading.objective, reading.cycle)
    old = case.before.get(key)
    fresh = ClockRow(
        organisation_id=case.ticket.organisation_id,
        ticket_id=case.ticket.id,
        objective=reading.objective,
        cycle=reading.cycle,
        severity=reading.severity or "",
        state=reading.state,
        outcome=reading.outcome or "",
        provisional=reading.provisional,
        excluded=reading.excluded,
        started_at=reading.started_at,
        due_at=reading.due_at,
        stopped_at=reading.stopped_at,
        decided_at=reading.decided_at,
        allowance=reading.allowance,
        counted=reading.counted,
        remaining=reading.remaining,
        overdue=reading.overdue,
        assessed_at=case.as_of,
        next_transition_at=_wakes_at(case, key),
        passed=sorted({*(old.passed if old else ()), *announce.passed_keys(case, reading)}),
    )
    return None if old is not None and _shown(old) == _shown(fresh) else fresh


def _wakes_at(case: Case, key: tuple[str, int]) -> datetime | None:
    """When the clock needs looking at again. The ticket's first clock also listens for its silence."""
    first = case.outlook.assessment.readings[0]
    silence = case.outlook.silence_at if key == (first.objective, first.cycle) else None
    return min((at for at in (case.outlook.wakes_at.get(key), silence) if at is not None), default=None)


def _settled(case: Case) -> Settled | None:
    """What has to be written back to the ticket, if anything has changed."""
    ticket, state = case.ticket, case.state
    severity = case.outlook.assessment.severity or ticket.severity
    closed_at = (ticket.closed_at or _ended_at(case)) if state in Ticket.CLOSED else None
    if (ticket.state, ticket.severity, ticket.closed_at) == (state, severity, closed_at):
        return None
    return Settled(ticket_id=ticket.id, state=state, severity=severity, closed_at=closed_at)


def _ended_at(case: Case) -> datetime:
    """When the ticket ended. Automatic acceptance has an instant of its own, however late it is noticed."""
    if case.state != Ticket.State.RESOLVED:
        return case.as_of
    deliveries = [delivery for delivery in case.outlook.assessment.deliveries if delivery.state == "accepted"]
    decided = [delivery.decided_at for delivery in deliveries if delivery.kind == "resolution"]
    return max((at for at in decided if at is not None), default=case.as_of)


def _state(assessment: Assessment) -> str:
    """Where the ball is, as the assessment has it."""
    if assessment.cancelled:
        return Ticket.State.CANCELLED
    if assessment.resolved:
        return Ticket.State.RESOLVED
    if assessment.waiting:
        return Ticket.State.WAITING
    if any(delivery.state == "undecided" for delivery in assessment.deliveries):
        return Ticket.State.DELIVERED
    if assessment.restored:
        return Ticket.State.RESTORED
    return Ticket.State.OPEN
