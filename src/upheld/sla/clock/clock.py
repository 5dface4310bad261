"""Evaluates one clock at an instant (semantics §§5, 6, 9).

A clock has a start and a course. How it ends, if it has ended, decides up to where it is measured (``end``):

- a *stop* (a reply that counts, an accepted delivery) and the deadline not before it: met;
- the undecided delivery: the clock stands still as of it;
- the cancellation, or a stop under a severity that promises nothing: cancelled, unless missed before;
- else it runs, and is measured up to ``as_of``.
"""

from dataclasses import dataclass
from enum import Enum

from upheld.sla.clock.course import Course, course_of
from upheld.sla.clock.deadline import NOWHERE, Deadline, deadline
from upheld.sla.clock.plan import Plan, Promise
from upheld.sla.clock.severity import Timeline, level_at
from upheld.sla.instant import NEVER
from upheld.sla.interval import Span, cover, holds


class Ending(Enum):
    """What determines the instant up to which a clock is measured."""

    NOW = "now"
    STOP = "stop"
    DELIVERY = "delivery"
    CANCELLATION = "cancellation"
    DEADLINE = "deadline"
    """A missed update cycle is over at its deadline."""
    UNSTARTED = "unstarted"


@dataclass(slots=True, eq=False)
class Clock:
    """An evaluated clock; instants in microseconds. ``stopped_at`` is NEVER while it has not ended."""

    promise: Promise
    cycle: int
    course: Course | None
    ending: Ending
    end: int
    stopped_at: int
    due: Deadline
    missed: bool
    level: int
    paused: bool = False
    rested: Course | None = None
    """Of a clock cancelled after an undecided delivery: its course, with the time since the delivery left out."""

    @property
    def started_at(self) -> int | None:
        """The start; None if it never started."""
        return None if self.course is None else self.course.start

    @property
    def over(self) -> bool:
        """Whether only a new fact can still change the clock."""
        return self.stopped_at != NEVER or self.ending is Ending.DEADLINE

    @property
    def met(self) -> bool:
        """Stopped in time, under a severity that promises the objective."""
        return self.ending is Ending.STOP and not self.missed


@dataclass(frozen=True, slots=True)
class ClockContext:
    """The plan, severity timeline and instant that all clocks of a ticket share. Its methods evaluate clocks."""

    plan: Plan
    timeline: Timeline
    as_of: int

    def level_at(self, instant: int) -> int:
        """The severity in force."""
        return level_at(self.timeline, instant)

    def running(self, promise: Promise, cycle: int, start: int, left_out: list[Span]) -> Clock:
        """A clock that nothing has stopped."""
        course = course_of(promise, self.timeline, left_out, start)
        due = deadline(self.plan.rule, course)
        missed = due.at is not None and due.at < self.as_of
        level = self.level_at(due.at if missed and due.at is not None else self.as_of)
        now = self.level_at(self.as_of)
        paused = not promise.amounts[now] or holds(left_out, self.as_of)
        return Clock(promise, cycle, course, Ending.NOW, self.as_of, NEVER, due, missed, level, paused)

    def ended(self, promise: Promise, cycle: int, start: int, left_out: list[Span], stop: int) -> Clock:
        """A clock that a reply or an accepted delivery stopped."""
        clock = self._cut(promise, cycle, start, left_out, stop, Ending.STOP)
        clock.stopped_at = stop
        if not clock.missed and not promise.amounts[clock.level]:
            clock.ending = Ending.CANCELLATION
        return clock

    def delivered(self, promise: Promise, cycle: int, start: int, left_out: list[Span], at: int) -> Clock:
        """A clock that an undecided delivery has frozen."""
        return self._cut(promise, cycle, start, left_out, at, Ending.DELIVERY)

    def cancelled(
        self, promise: Promise, cycle: int, start: int, left_out: list[Span], at: int, frozen_at: int = NEVER
    ) -> Clock:
        """A clock cancelled at an instant; an undecided delivery before it froze what was counted."""
        clock = self._cut(promise, cycle, start, left_out, min(at, frozen_at), Ending.CANCELLATION)
        clock.stopped_at = at
        if not clock.missed:
            clock.level = self.level_at(at)
            if frozen_at < at and len(self.timeline) > 1:
                rest = cover([*left_out, (frozen_at, at)])
                clock.rested = course_of(promise, self.timeline, rest, start, at).until(at)
        return clock

    def unstarted(self, promise: Promise, cycle: int, cancelled_at: int) -> Clock:
        """A clock that has not started, or never did."""
        level = self.level_at(min(cancelled_at, self.as_of))
        return Clock(promise, cycle, None, Ending.UNSTARTED, self.as_of, cancelled_at, NOWHERE, False, level)

    def _cut(self, promise: Promise, cycle: int, start: int, left_out: list[Span], end: int, ending: Ending) -> Clock:
        course = course_of(promise, self.timeline, left_out, start, end).until(end)
        due = deadline(self.plan.rule, course, end)
        missed = due.at is not None and due.at < end
        level = self.level_at(due.at if missed and due.at is not None else end)
        return Clock(promise, cycle, course, ending, end, NEVER, due, missed, level)
