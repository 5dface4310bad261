"""Update cycles (semantics §5, §9).

The first starts at the first response. Each update that counts ends the running cycle and starts the next; a deadline
that passes without one is a miss, and the next cycle starts at that deadline. Updates end, the last cycle cancelled,
at an acceptance or a cancellation, and begin anew at a reopening. Cycle numbers go on.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import Final

from upheld.sla.clock.absences import left_out
from upheld.sla.clock.clock import Clock, ClockContext, Ending
from upheld.sla.clock.course import Course, course_of
from upheld.sla.clock.deadline import Deadline, deadline
from upheld.sla.clock.history import History
from upheld.sla.clock.plan import Promise
from upheld.sla.clock.severity import Timeline
from upheld.sla.errors import CannotAssess
from upheld.sla.instant import NEVER
from upheld.sla.interval import Span

MOST_CYCLES: Final = 200_000


@dataclass(frozen=True, slots=True)
class CycleLimit:
    """How many cycles are listed. Beyond it ``CannotAssess`` is raised, or, with ``cut``, the rest is left out."""

    most: int
    cut: bool = False


def updates(context: ClockContext, history: History, promise: Promise, limit: CycleLimit) -> list[Clock]:
    """Return all cycles that have started; a single unstarted one if none has."""
    cycles: list[Clock] = []
    absent = left_out(history, "update", None)
    start = NEVER
    for at, kind in chain(history.update_events, [(context.as_of, "now")]):
        if kind == "begin":
            start = at
        elif start != NEVER:
            for missed in _missed(context, promise, len(cycles) + 1, start, absent, at, limit):
                cycles.append(missed)
                start = missed.end
            cycles.append(_ended(context, promise, len(cycles) + 1, start, absent, at, kind))
            start = at if kind == "update" else NEVER
    return cycles or [context.unstarted(promise, 1, history.updates_ended_at)]


def _ended(
    context: ClockContext, promise: Promise, cycle: int, start: int, absent: list[Span], at: int, kind: str
) -> Clock:
    if kind == "update":
        return context.ended(promise, cycle, start, absent, at)
    if kind == "end":
        return context.cancelled(promise, cycle, start, absent, at)
    return context.running(promise, cycle, start, absent)


def _missed(
    context: ClockContext,
    promise: Promise,
    cycle: int,
    start: int,
    absent: list[Span],
    until: int,
    limit: CycleLimit,
) -> Iterator[Clock]:
    """The cycles whose deadline passes before ``until``, one after the other."""
    absent, timeline = list(absent), _relevant_timeline(context.timeline, start, until)
    while True:
        while absent and absent[0][1] <= start:
            del absent[0]
        course = course_of(promise, timeline, absent, start)
        due = deadline(context.plan.rule, course)
        if due.at is None or due.at >= until:
            return
        if cycle > limit.most and limit.cut:
            return
        if cycle > limit.most:
            raise CannotAssess("too_many_cycles", {"most": limit.most})
        yield _over(context, promise, cycle, course, due, due.at)
        cycle, start = cycle + 1, due.at


def _relevant_timeline(timeline: Timeline, start: int, until: int) -> Timeline:
    """The part of a timeline on which a deadline between two instants can depend."""
    if len(timeline) == 1:
        return timeline
    first = max(0, bisect_right(timeline, start, key=itemgetter(0)) - 1)
    return timeline[first : max(first + 1, bisect_right(timeline, until, key=itemgetter(0)))]


def _over(context: ClockContext, promise: Promise, cycle: int, course: Course, due: Deadline, at: int) -> Clock:
    """A missed cycle is over at its deadline; nothing stopped it."""
    return Clock(promise, cycle, course, Ending.DEADLINE, at, NEVER, due, True, context.level_at(at))
