"""Half-open spans ``(start, end)`` of integer microseconds, and operations on them.

A *cover* is a sorted list of spans that neither overlap nor touch. What is left out of a clock (waits, exclusions,
testing) is a cover: overlapping reasons are one absence, and no time is left out twice.
"""

from bisect import bisect_right
from collections.abc import Iterable
from operator import itemgetter
from typing import Final

Span = tuple[int, int]
_end: Final = itemgetter(1)


def cover(spans: Iterable[Span]) -> list[Span]:
    """The union of any spans, as a cover. Empty spans vanish."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if joined and start <= joined[-1][1]:
            if end > joined[-1][1]:
                joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def without(span: Span, absences: list[Span]) -> list[Span]:
    """What remains of a span when a cover is cut out."""
    start, end = span
    rest: list[Span] = []
    for place in range(bisect_right(absences, start, key=_end), len(absences)):
        gap_start, gap_end = absences[place]
        if gap_start >= end:
            break
        if gap_start > start:
            rest.append((start, gap_start))
        start = gap_end
    if start < end:
        rest.append((start, end))
    return rest


def holds(absences: list[Span], instant: int) -> bool:
    """Whether an instant lies in a cover."""
    place = bisect_right(absences, instant, key=_end)
    return place < len(absences) and absences[place][0] <= instant
