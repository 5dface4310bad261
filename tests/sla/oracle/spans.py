"""Time that is left out, and counting around it."""

from itertools import pairwise

from sla.oracle.minutes import Calendar

Span = tuple[int, int | None]  # None: no end


def inside(spans: list[Span], at: int) -> bool:
    """Whether an instant is left out."""
    return any(begin <= at and (end is None or at < end) for begin, end in spans)


def pieces(a: int, b: int, spans: list[Span]) -> list[tuple[int, int]]:
    """The parts of [a, b) that are not left out, no time left out twice."""
    cuts = sorted({a, b, *(edge for span in spans for edge in span if edge is not None and a < edge < b)})
    return [(p, q) for p, q in pairwise(cuts) if not inside(spans, p)]


def counted(calendar: Calendar, a: int, b: int, spans: list[Span]) -> int:
    """Open time in [a, b) that is not left out."""
    return sum(calendar.counted(p, q) for p, q in pieces(a, b, spans)) if a < b else 0


def reach(calendar: Calendar, a: int, need: int, spans: list[Span]) -> int | None:
    """The first t >= a at which `need` of open time, not left out, has passed since a; None if never."""
    if need <= 0:
        return a
    edges = sorted({edge for span in spans for edge in span if edge is not None and edge > a})
    for begin, end in zip([a, *edges], [*edges, None], strict=True):
        if inside(spans, begin):
            continue
        if end is None:
            return calendar.after(begin, need)
        passed = calendar.counted(begin, end)
        if passed >= need:
            return calendar.after(begin, need)
        need -= passed
    return None


def until(spans: list[Span], end: int) -> list[Span]:
    """The spans as if each ended at `end` and none began after it."""
    return [(a, end if b is None else min(b, end)) for a, b in spans if a < end]
