"""Half-open spans ``(start, end)`` of integer microseconds, and operations on them.

A *cover* is a sorted list of spans that neither overlap nor touch. What is left out of a clock (waits, exclusions,
testing) is a cover: overlapping reasons are one absence, and no time is left out twice.
"""

from collections.abc import Iterable

Span = tuple[int, int]


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
    for gap_start, gap_end in absences:
        if gap_end <= start:
            continue
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
    return any(start <= instant < end for start, end in absences)
