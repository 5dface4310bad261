"""The course of a clock: its running set, cut by phase (semantics §5).

The running set is all time from the clock's start minus what is left out. A *phase* is a stretch under one severity;
time in a phase whose severity does not have the objective is outside the running set. What is left are *pieces*
``(from, to, level)``. Deadlines, counted time, what remains and the reckoning are all read off the same pieces.
"""

from bisect import bisect_right
from operator import itemgetter
from typing import Final, NamedTuple

from upheld.sla.clock.plan import Promise
from upheld.sla.clock.severity import Timeline, level_at
from upheld.sla.instant import NEVER
from upheld.sla.interval import Span, without

Piece = tuple[int, int, int]
_begin: Final = itemgetter(0)


class Course(NamedTuple):
    """Phases and running pieces of one clock from its start."""

    promise: Promise
    phases: Timeline
    pieces: list[Piece]

    @property
    def start(self) -> int:
        """The start of the clock."""
        return self.phases[0][0]

    def until(self, stop: int) -> "Course":
        """The course as it stood at an instant: later parts are removed, and a pause in progress ends there."""
        pieces = self.pieces
        if len(self.phases) == 1 and pieces and pieces[-1][1] == NEVER and pieces[-1][0] <= stop:
            return self
        phases = [phase for phase in self.phases if phase[0] <= stop]
        pieces = [(start, min(end, stop), level) for start, end, level in pieces if start < stop]
        level = level_at(phases, stop)
        if self.promise.amounts[level]:
            start = stop
            if pieces and pieces[-1][1] == stop and pieces[-1][2] == level:
                start = pieces.pop()[0]
            pieces.append((start, NEVER, level))
        return Course(self.promise, phases, pieces)

    def counted(self, start: int, end: int) -> int:
        """Counted time between two instants, each phase on its own calendar."""
        total = 0
        hours = self.promise.hours
        for begin, stop, level in self.pieces:
            if begin >= end:
                break
            if stop > start:
                calendar = hours[level]
                assert calendar is not None
                total += calendar.counted(begin if begin > start else start, stop if stop < end else end)
        return total

    def counted_on(self, level: int, start: int, end: int) -> int:
        """Running time between two instants, all of it measured on the calendar of one level."""
        calendar = self.promise.hours[level]
        assert calendar is not None
        total = 0
        for begin, stop, _ in self.pieces:
            if begin >= end:
                break
            if stop > start:
                total += calendar.counted(max(begin, start), min(stop, end))
        return total

    def reach_on(self, level: int, start: int, amount: int) -> int | None:
        """The first instant at which ``counted_on(level, start, instant)`` is the amount."""
        calendar = self.promise.hours[level]
        assert calendar is not None
        pieces = self.pieces
        first = max(0, bisect_right(pieces, start, key=_begin) - 1) if len(pieces) > 4 else 0
        for index in range(first, len(pieces)):
            begin, stop, _ = pieces[index]
            if stop <= start:
                continue
            begin = max(begin, start)
            if stop != NEVER:
                counted = calendar.counted(begin, stop)
                if counted < amount:
                    amount -= counted
                    continue
            return calendar.after(begin, amount)
        return None

    def joined(self) -> "Course":
        """The same running time with adjacent pieces joined, so that all of it can be measured on one calendar."""
        pieces: list[Piece] = []
        for piece in self.pieces:
            if pieces and pieces[-1][1] == piece[0]:
                pieces[-1] = (pieces[-1][0], piece[1], piece[2])
            else:
                pieces.append(piece)
        return Course(self.promise, self.phases, pieces)

    def shares(self, end: int) -> int:
        """The allowances used up by an instant, in units of the promise's ``whole``."""
        promise, total = self.promise, 0
        for begin, stop, level in self.pieces:
            if begin >= end:
                break
            calendar = promise.hours[level]
            assert calendar is not None
            total += calendar.counted(begin, stop if stop < end else end) * promise.weights[level]
        return total

    def reach_shares(self, units: int) -> int | None:
        """The first instant at which this many units are used up."""
        promise = self.promise
        for begin, stop, level in self.pieces:
            calendar, weight = promise.hours[level], promise.weights[level]
            assert calendar is not None
            needed = -(-units // weight)
            if stop != NEVER:
                counted = calendar.counted(begin, stop)
                if counted < needed:
                    units -= counted * weight
                    continue
            return calendar.after(begin, needed)
        return None


def course_of(promise: Promise, timeline: Timeline, absences: list[Span], start: int, until: int = NEVER) -> Course:
    """The course of a clock that starts at an instant, under a severity timeline, with a cover of what is left out.

    Changes of severity after ``until`` are left out.
    """
    if len(timeline) == 1:
        level = timeline[0][1]
        phases = [(start, level)]
        if not absences:
            return Course(promise, phases, [(start, NEVER, level)] if promise.amounts[level] else [])
    else:
        phases = [phase for phase in timeline if start < phase[0] <= until]
        phases.insert(0, (start, level_at(timeline, start)))
    pieces: list[Piece] = []
    last = len(phases) - 1
    for index, (since, level) in enumerate(phases):
        if promise.amounts[level]:
            end = phases[index + 1][0] if index < last else NEVER
            if absences:
                pieces += [(begin, stop, level) for begin, stop in without((since, end), absences)]
            else:
                pieces.append((since, end, level))
    return Course(promise, phases, pieces)
