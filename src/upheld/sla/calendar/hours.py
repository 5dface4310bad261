"""Compiled service hours: open time as sorted integer spans with running totals.

An instant is open if and only if its local wall-clock time lies in a window of its local date (semantics §2). So the
time line is cut into stretches of constant offset; within one, local time is UTC plus a number, and windows become
plain spans. In a repeated hour both passes appear, a skipped one never does: gaps and folds need no further rule.

Spans are compiled in *leaves* of 27 weeks, when first needed. 773 leaves are exactly 400 years, after which weekdays,
leap years and daylight-saving rules repeat; so a leaf of a far year without exceptions is a shared one, and the years
1 to 9999 cost no more than a few hundred leaves. Within a leaf, ``counted`` and ``after`` are one bisection each.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from threading import Lock
from typing import Final, NamedTuple, Protocol

from upheld.sla.calendar.zones import stretches
from upheld.sla.instant import DAY, FIRST, LAST, WEEK
from upheld.sla.interval import Span, cover

LEAF: Final = 27 * WEEK
CYCLE: Final = 773
FIRST_LEAF: Final = FIRST // LEAF
LAST_LEAF: Final = LAST // LEAF
# No zone has rules of its own before 1800 or after 2400.
_EARLY: Final = -5_364_662_400_000_000 // LEAF - 1
_LATE: Final = 13_569_465_600_000_000 // LEAF + 1

Windows = tuple[Span, ...]
"""Spans after local midnight; one that runs past midnight ends beyond 24 h."""


Meter = Callable[[int, bool], None]
"""Is told the windows of each leaf that is added, and whether it is compiled or shares the spans of another one.

All windows count, also those that lie within others. It may raise to end the computation.
"""


class Hours(Protocol):
    """What a clock asks of a calendar, in integer microseconds."""

    def counted(self, start: int, end: int) -> int:
        """Open time in ``[start, end)``."""

    def after(self, start: int, amount: int) -> int | None:
        """The first instant ``t >= start`` with ``counted(start, t) >= amount``; None if there is none."""

    def is_open(self, instant: int) -> bool:
        """Whether the instant is open."""

    def next_change(self, instant: int, until: int) -> int | None:
        """The first opening or closing in ``(instant, until)``; None if there is none."""

    def spans(self, start: int, end: int) -> Iterator[Span]:
        """The open spans in ``[start, end)``, in order."""


class Always:
    """The calendar that is always open."""

    __slots__ = ()

    def counted(self, start: int, end: int) -> int:
        return end - start if end > start else 0

    def after(self, start: int, amount: int) -> int | None:
        end = start + amount
        return end if end <= LAST else None

    def is_open(self, instant: int) -> bool:
        return True

    def next_change(self, instant: int, until: int) -> int | None:
        return None

    def spans(self, start: int, end: int) -> Iterator[Span]:
        if start < end:
            yield start, end


class Leaf(NamedTuple):
    """Open spans of 27 weeks, relative to ``origin``, and the open time before each."""

    before: int
    origin: int
    starts: list[int]
    ends: list[int]
    sums: list[int]
    """Open time from the leaf's origin up to the *end* of each span."""


_COMPILING: Final = Lock()
"""Threads may share a calendar; counting takes no lock, only compiling does."""
_NOTHING: Final[tuple[list[int], list[int], list[int]]] = ([], [], [])


class Compiled:
    """Hours of a weekly pattern with exceptions, in a zone.

    ``windows`` gives the windows of a day (days since 1970-01-01); ``exceptions`` are the days on which it differs
    from the weekly pattern; from the day ``shut_from`` on there are no windows any more (the holidays are not decreed
    yet, or the pattern is empty).
    """

    __slots__ = ("_high", "_last", "_leaves", "_low", "_meter", "_special", "_tables", "_windows", "_zone")

    def __init__(
        self,
        zone: str,
        windows: Callable[[int], Windows],
        exceptions: frozenset[int],
        shut_from: int | None,
        meter: Meter | None = None,
    ) -> None:
        self._zone, self._windows, self._meter = zone, windows, meter
        self._last = LAST_LEAF if shut_from is None else (shut_from + 2) * DAY // LEAF
        near = (-2, 0, 2)
        self._special = {(day + step) * DAY // LEAF for day in exceptions for step in near}
        self._leaves: dict[int, Leaf] = {}
        self._tables: dict[int, tuple[list[int], list[int], list[int]]] = {}
        self._low = self._high = 0

    def windows_of(self, day: int) -> Windows:
        """The windows of a local date (days since 1970-01-01)."""
        return self._windows(day)

    def counted(self, start: int, end: int) -> int:
        if end <= start:
            return 0
        return self._total(end) - self._total(start)

    def after(self, start: int, amount: int) -> int | None:
        if amount <= 0:
            return start
        target = self._total(start) + amount
        index = start // LEAF
        while True:
            leaf = self._leaves.get(index) or self._leaf(index)
            needed = target - leaf.before
            if leaf.sums and leaf.sums[-1] >= needed:
                at = bisect_left(leaf.sums, needed)
                instant = leaf.origin + leaf.ends[at] - (leaf.sums[at] - needed)
                return instant if instant <= LAST else None
            if index >= self._last:
                return None
            index += 1

    def is_open(self, instant: int) -> bool:
        leaf = self._leaf(instant // LEAF)
        at = bisect_right(leaf.starts, instant - leaf.origin) - 1
        return at >= 0 and instant - leaf.origin < leaf.ends[at]

    def next_change(self, instant: int, until: int) -> int | None:
        was_open = self.is_open(instant)
        for start, end in self.spans(instant, min(until, LAST + 1)):
            change = end if was_open else start
            return change if change < until else None
        return None

    def spans(self, start: int, end: int) -> Iterator[Span]:
        current: Span | None = None
        for span in self._pieces(start, end):
            if current is not None and current[1] == span[0]:
                current = (current[0], span[1])
                continue
            if current is not None:
                yield current
            current = span
        if current is not None:
            yield current

    def _pieces(self, start: int, end: int) -> Iterator[Span]:
        """Open spans, cut at the borders of leaves."""
        for index in range(start // LEAF, min((end - 1) // LEAF, self._last) + 1):
            leaf = self._leaf(index)
            first = max(0, bisect_right(leaf.starts, start - leaf.origin) - 1)
            for at in range(first, len(leaf.starts)):
                opens, shuts = leaf.origin + leaf.starts[at], leaf.origin + leaf.ends[at]
                if opens >= end:
                    return
                if shuts > start:
                    yield max(opens, start), min(shuts, end)

    def _total(self, instant: int) -> int:
        """Open time before the instant, from an arbitrary fixed origin."""
        leaf = self._leaves.get(instant // LEAF) or self._leaf(instant // LEAF)
        before, origin, starts, ends, sums = leaf
        inside = instant - origin
        at = bisect_right(starts, inside) - 1
        if at < 0:
            return before
        end = ends[at]
        return before + sums[at] - (end - inside if inside < end else 0)

    def _leaf(self, index: int) -> Leaf:
        """The leaf, compiled together with those between it and the known ones."""
        leaf = self._leaves.get(index)
        if leaf is None:
            with _COMPILING:
                self._extend(index)
            leaf = self._leaves[index]
        return leaf

    def _extend(self, index: int) -> None:
        """Compile leaf after leaf from the known ones towards this one; each enters the table complete."""
        if not self._leaves:
            self._low = self._high = index
            self._leaves[index] = Leaf(0, index * LEAF, *self._table(index))
        while self._high < index:
            last = self._leaves[self._high]
            self._high += 1
            total = last.before + (last.sums[-1] if last.sums else 0)
            self._leaves[self._high] = Leaf(total, self._high * LEAF, *self._table(self._high))
        while self._low > index:
            first = self._leaves[self._low]
            self._low -= 1
            table = self._table(self._low)
            total = first.before - (table[2][-1] if table[2] else 0)
            self._leaves[self._low] = Leaf(total, self._low * LEAF, *table)

    def _table(self, index: int) -> tuple[list[int], list[int], list[int]]:
        if index > self._last:
            self._measure(0, compiled=False)
            return _NOTHING
        model = index if index in self._special or self._last < LAST_LEAF else _model(index)
        # A far leaf stands for many: it must not pick up the exceptions of the year it happens to lie in.
        if model in self._special and model != index:
            return self._compile(index)
        table = self._tables.get(model)
        if table is None:
            table = self._tables[model] = self._compile(model)
        else:
            self._measure(0, compiled=False)
        return table

    def _compile(self, index: int) -> tuple[list[int], list[int], list[int]]:
        origin = index * LEAF
        spans: list[Span] = []
        for since, until, offset in stretches(self._zone, origin, origin + LEAF):
            spans += self._stretch(since, until, offset, origin)
        starts, ends, sums, total = [], [], [], 0
        for start, end in cover(spans):
            total += end - start
            starts.append(start)
            ends.append(end)
            sums.append(total)
        self._measure(len(spans), compiled=True)
        return starts, ends, sums

    def _measure(self, windows: int, *, compiled: bool) -> None:
        if self._meter is not None:
            self._meter(windows, compiled)

    def _stretch(self, since: int, until: int, offset: int, origin: int) -> Iterator[Span]:
        """Open spans of a stretch of constant offset, relative to the leaf; yesterday's tail is open today."""
        low, high = since + offset, until + offset
        for day in range(low // DAY - 1, (high - 1) // DAY + 1):
            midnight = day * DAY
            for begin, end in self._windows(day):
                start, stop = max(midnight + begin, low), min(midnight + end, high)
                if start < stop:
                    yield start - offset - origin, stop - offset - origin


def _model(index: int) -> int:
    """The leaf of which this one is a copy, 400 years or a multiple away."""
    if index >= _LATE:
        return _LATE + (index - _LATE) % CYCLE
    if index <= _EARLY:
        return _EARLY - (_EARLY - index) % CYCLE
    return index
