"""Readings: the public result for one clock (semantics §6). Pages, reports and external tools use these names."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal

from upheld.sla.clock.clock import Clock, ClockContext, Ending
from upheld.sla.clock.course import Course
from upheld.sla.clock.deadline import NOWHERE, deadline, remaining_allowance
from upheld.sla.instant import NEVER, length, moment, write_instant, write_seconds
from upheld.sla.terms.model import Objective

State = Literal["pending", "running", "paused", "closed_hours", "delivered", "stopped", "cancelled"]
Outcome = Literal["met", "missed"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one clock shows at an instant. Instants are aware UTC, spans ``timedelta``; None is an empty field."""

    objective: Objective
    cycle: int
    severity: str
    state: State
    outcome: Outcome | None
    provisional: bool
    excluded: bool
    started_at: datetime | None
    due_at: datetime | None
    stopped_at: datetime | None
    decided_at: datetime | None
    allowance: timedelta | None
    counted: timedelta
    remaining: timedelta | None
    overdue: timedelta

    def as_dict(self) -> dict[str, object]:
        """The public JSON form: RFC 3339 instants, durations in seconds (semantics §8)."""
        return {
            "objective": self.objective,
            "cycle": self.cycle,
            "severity": self.severity,
            "state": self.state,
            "outcome": self.outcome,
            "provisional": self.provisional,
            "excluded": self.excluded,
            "started_at": _instant(self.started_at),
            "due_at": _instant(self.due_at),
            "stopped_at": _instant(self.stopped_at),
            "decided_at": _instant(self.decided_at),
            "allowance": None if self.allowance is None else write_seconds(self.allowance),
            "counted": write_seconds(self.counted),
            "remaining": None if self.remaining is None else write_seconds(self.remaining),
            "overdue": write_seconds(self.overdue),
        }


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else write_instant(instant)


def read_clock(context: ClockContext, clock: Clock, *, provisional: bool, excluded: bool) -> Reading:
    """The reading of an evaluated clock."""
    amount = clock.promise.amounts[clock.level]
    counted, remaining, overdue = _spans(context, clock, amount)
    outcome: Outcome | None = "missed" if clock.missed else "met" if clock.met else None
    due_at = _due_at(clock)
    stopped_at = None if clock.stopped_at == NEVER else moment(clock.stopped_at)
    started_at = clock.started_at
    return Reading(
        clock.promise.objective,
        clock.cycle,
        context.plan.ids[clock.level],
        state(context, clock),
        outcome,
        provisional,
        excluded,
        None if started_at is None else moment(started_at),
        due_at,
        stopped_at,
        due_at if clock.missed else stopped_at if clock.met else None,
        length(amount) if amount else None,
        length(counted),
        None if remaining is None else length(remaining),
        length(overdue),
    )


def state(context: ClockContext, clock: Clock) -> State:
    """Return the state of a clock."""
    match clock.ending:
        case Ending.UNSTARTED:
            return "pending" if clock.stopped_at == NEVER else "cancelled"
        case Ending.STOP | Ending.DEADLINE:
            return "stopped"
        case Ending.CANCELLATION:
            return "stopped" if clock.missed else "cancelled"
        case Ending.DELIVERY:
            return "delivered"
        case Ending.NOW:
            return _running(context, clock)


def _running(context: ClockContext, clock: Clock) -> State:
    if clock.paused:
        return "paused"
    hours = clock.promise.hours[context.level_at(context.as_of)]
    return "running" if hours is not None and hours.is_open(context.as_of) else "closed_hours"


def _due_at(clock: Clock) -> datetime | None:
    hidden = not clock.missed and (clock.paused or clock.ending in (Ending.CANCELLATION, Ending.UNSTARTED))
    return None if hidden or clock.due.at is None else moment(clock.due.at)


def _spans(context: ClockContext, clock: Clock, amount: int) -> tuple[int, int | Fraction | None, int]:
    """Counted, remaining and overdue."""
    course, end = clock.course, clock.end
    if course is None:
        return 0, amount or None, 0
    counted = course.counted(course.start, end)
    if not clock.missed:
        if clock.rested is None and course.phases == [(course.start, clock.level)]:
            return counted, max(0, amount - counted) if amount else None, 0
        return counted, _remaining(context, clock, course), 0
    assert clock.due.at is not None
    return counted, 0, course.counted(clock.due.at, end)


def _remaining(context: ClockContext, clock: Clock, course: Course) -> int | Fraction | None:
    rule = context.plan.rule
    if clock.rested is not None:
        due = deadline(rule, clock.rested, clock.end)
        return remaining_allowance(rule, clock.rested, clock.stopped_at, clock.level, due)
    cut = course if clock.ending is not Ending.NOW else course.until(clock.end)
    # In a pause the allowances held are compared as if it ended now, also where its end is known.
    return remaining_allowance(rule, cut, clock.end, clock.level, NOWHERE if clock.paused else clock.due)
