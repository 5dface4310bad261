"""Update cycles (semantics §5, §9).

The first starts at the first response. Each update that counts ends the running cycle and starts the next; a deadline
that passes without one is a miss, and the next cycle starts at that deadline. Updates end, the last cycle cancelled,
at an acceptance or a cancellation, and begin anew at a reopening. Cycle numbers go on.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
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
from upheld.sla.errors import CannotAssess
from upheld.sla.instant import NEVER
from upheld.sla.interval import Span

MOST_CYCLES: Final = 200_000
NEAR: Final = 8
_BEGIN: Final = itemgetter(0)
_END: Final = itemgetter(1)


@dataclass(frozen=True, slots=True)
class CycleLimit:
    """How many cycles are listed. Beyond it ``CannotAssess`` is raised, or, with ``cut``, the rest is left out."""

    most: int
    cut: bool = False


def updates(context: ClockContext, history: History, promise: Promise, limit: CycleLimit) -> list[Clock]:
    """Return all cycles that have started; a single unstarted one if none has."""
    cycles: list[Clock] = []
    absences = left_out(history, "update", None)
    start = NEVER
    for at, kind in chain(history.update_events, [(context.as_of, "now")]):
        if kind == "begin":
            start = at
        elif start != NEVER:
            part, absent = _part(context, start, at), _between(absences, start, at)
            for missed in _missed(part, promise, len(cycles) + 1, start, absent, at, limit):
                cycles.append(missed)
                start = missed.end
            if kind == "now":
                cycles.append(context.running(promise, len(cycles) + 1, start, absences))
            else:
                cycles.append(_ended(part, promise, len(cycles) + 1, start, absent, at, kind))
            start = at if kind == "update" else NEVER
    return cycles or [context.unstarted(promise, 1, history.updates_ended_at)]


def _ended(
    context: ClockContext, promise: Promise, cycle: int, start: int, absent: list[Span], at: int, kind: str
) -> Clock:
    if kind == "update":
        return context.ended(promise, cycle, start, absent, at)
    return context.cancelled(promise, cycle, start, absent, at)


def _part(context: ClockContext, start: int, until: int) -> ClockContext:
    """The context with the part of its timeline on which a clock between two instants depends."""
    timeline = context.timeline
    if len(timeline) == 1:
        return context
    first = max(0, bisect_right(timeline, start, key=_BEGIN) - 1)
    last = max(first + 1, bisect_right(timeline, until, key=_BEGIN))
    return ClockContext(context.plan, timeline[first:last], context.as_of)


def _between(absences: list[Span], start: int, until: int) -> list[Span]:
    """The absences that a clock between two instants meets, so that many of them cost each cycle nothing."""
    first = bisect_right(absences, start, key=_END)
    return absences[first : bisect_left(absences, until, lo=first, key=_BEGIN)]


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
    while True:
        course, due = _until_due(context, promise, start, absent, until)
        if due.at is None or due.at >= until:
            return
        if cycle > limit.most and limit.cut:
            return
        if cycle > limit.most:
            raise CannotAssess("too_many_cycles", {"most": limit.most})
        yield _over(context, promise, cycle, course, due, due.at)
        cycle, start = cycle + 1, due.at


def _until_due(
    context: ClockContext, promise: Promise, start: int, absent: list[Span], until: int
) -> tuple[Course, Deadline]:
    """The course of a cycle up to its deadline, or up to ``until`` where that comes first.

    Of very many absences and severities it reads those near the start, and more only while the deadline is not there.
    """
    most = NEAR
    while True:
        end = min(until, _after(absent, _END, start, most), _after(context.timeline, _BEGIN, start, most))
        course = course_of(promise, _part(context, start, end).timeline, _between(absent, start, end), start)
        due = deadline(context.plan.rule, course)
        if end == until or (due.at is not None and due.at < end):
            return course, due
        most *= 2


def _after(entries: Sequence[Span], key: Callable[[Span], int], start: int, most: int) -> int:
    """Where the entry begins that follows so many others after an instant; NEVER if there are not so many."""
    if len(entries) <= most:
        return NEVER
    place = bisect_right(entries, start, key=key) + most
    return entries[place][0] if place < len(entries) else NEVER


def _over(context: ClockContext, promise: Promise, cycle: int, course: Course, due: Deadline, at: int) -> Clock:
    """A missed cycle is over at its deadline; nothing stopped it."""
    return Clock(promise, cycle, course, Ending.DEADLINE, at, NEVER, due, True, context.level_at(at))
