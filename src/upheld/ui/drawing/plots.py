"""Plots of attainment: stacked bars, the hours of the week, a line over periods."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString

from upheld.i18n.moments import DAYS
from upheld.i18n.words import short
from upheld.ui.drawing.elements import Number, anchor, element, percent, picture, title


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a bar. ``kind``: met, missed, other or none."""

    amount: float
    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """An hour of the week. ``share`` 0 to 1, None where nothing was decided; ``text`` says it in words."""

    share: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """A period's value, 0 to 1, or None; ``name`` stands below, ``text`` above."""

    name: str
    share: float | None
    text: str


def bar(parts: Sequence[Bar], *, label: str, goal: float | None = None, height: int = 14) -> SafeString:
    """One stacked bar over the whole width, with the goal as a dashed line."""
    total = sum(part.amount for part in parts) or 1.0
    elements: list[SafeString] = [element("rect", width="100%", y=2, height=height, rx=3, class_="p-none")]
    left = 0.0
    for part in parts:
        share = part.amount / total
        if share:
            frame: dict[str, Number] = {"x": percent(left), "width": percent(share), "y": 2, "height": height}
            elements.append(element("rect", title(part.text), class_=f"p-{part.kind}", **frame))
        left += share
    if goal is not None:
        at = percent(goal)
        elements.append(element("line", x1=at, x2=at, y1=0, y2=height + 4, class_="p-goal"))
    return picture(title(label), *elements, label=label, height=height + 4, kind="plot")


ROW, LEFT, HEAD = 20, 0.09, 4


def heatmap(rows: Sequence[Sequence[Cell]], *, label: str) -> SafeString:
    """Seven days by twenty-four hours; fuller is better, a missed hour has a dot, an empty one is pale."""
    height = HEAD + ROW * len(rows) + 20
    elements = [drawing for y, row in enumerate(rows) for drawing in _day(y, row)]
    hours = [
        element("text", f"{hour:02d}", x=percent(_across(hour)), y=height - 5, class_="s-text")
        for hour in range(0, 24, 6)
    ]
    return picture(title(label), *elements, *hours, label=label, height=height, kind="plot")


def _across(hour: int) -> float:
    return LEFT + (1 - LEFT) * hour / 24


def _day(y: int, row: Sequence[Cell]) -> Iterator[SafeString]:
    top = HEAD + ROW * y
    yield element("text", DAYS[short()][y % 7], x=0, y=top + 14, class_="s-text")
    width = (1 - LEFT) / len(row)
    for hour, cell in enumerate(row):
        frame: dict[str, Number] = {
            "x": percent(_across(hour)),
            "y": top,
            "width": percent(width * 0.92),
            "height": ROW - 2,
            "rx": 2,
        }
        if cell.share is None:
            yield element("rect", title(cell.text), class_="p-none", **frame)
            continue
        full = round(0.15 + 0.85 * cell.share, 2)
        yield element("rect", title(cell.text), class_="p-met", fill_opacity=full, **frame)
        if cell.share < 1:
            middle = percent(_across(hour) + width * 0.46)
            yield element("circle", title(cell.text), cx=middle, cy=top + ROW / 2 - 1, r=2.5, class_="p-missed")


TALL, FOOT, EDGE, ROOM = 120, 22, 0.14, 0.25
MANY, FEW = 6, 4
"""Periods that are all named, and numbers that are all told; more would stand on each other."""


def line(points: Sequence[Point], *, label: str, goal: float | None = None) -> SafeString:
    """A share over periods; the scale is cut below the lowest value, and says where."""
    shares = [point.share for point in points if point.share is not None]
    floor = _floor(min([*shares, goal if goal is not None else 1.0, 0.9]))
    places = [(EDGE + (1 - EDGE) * (i + 0.5) / max(1, len(points)), point) for i, point in enumerate(points)]
    goals = [_level(goal, floor, "p-goal")] if goal is not None else []
    axis = [_level(floor, floor, "p-axis"), _level(1.0, floor, "p-axis"), _scale(1.0, floor), _scale(floor, floor)]
    return picture(
        title(label), *axis, *goals, *_segments(places, floor), *_dots(places, floor), *_names(places),
        label=label, height=TALL + FOOT, kind="plot",
    )  # fmt: skip


def _floor(lowest: float) -> float:
    """Where the scale begins: a round share that leaves room under the lowest point for its number."""
    return max(0.0, math.floor((lowest - ROOM) / (1 - ROOM) * 20) / 20)


def _height(share: float, floor: float) -> float:
    return 16 + (TALL - 24) * (1 - (share - floor) / (1 - floor or 1))


def _level(share: float, floor: float, kind: str) -> SafeString:
    y = _height(share, floor)
    return element("line", x1=0, x2="100%", y1=y, y2=y, class_=kind)


def _scale(share: float, floor: float) -> SafeString:
    return element("text", f"{share:.0%}", x=0, y=_height(share, floor) - 3, class_="s-text")


def _share_text(share: float) -> str:
    return f"{share * 100:.1f}".removesuffix(".0") + "%"


def _segments(places: Sequence[tuple[float, Point]], floor: float) -> Iterator[SafeString]:
    for (x1, a), (x2, b) in itertools.pairwise(places):
        if a.share is not None and b.share is not None:
            ends: dict[str, Number] = {
                "x1": percent(x1),
                "y1": _height(a.share, floor),
                "x2": percent(x2),
                "y2": _height(b.share, floor),
            }
            yield element("line", class_="p-line", **ends)


def _names(places: Sequence[tuple[float, Point]]) -> Iterator[SafeString]:
    """The periods under the plot: each, or every so many back from the newest."""
    step = max(1, -(-len(places) // MANY))
    for x, point in places[::-1][::step]:
        side = "middle" if step == 1 else anchor(x)
        yield element("text", point.name, x=percent(x), y=TALL + FOOT - 6, text_anchor=side, class_="s-text")


def _dots(places: Sequence[tuple[float, Point]], floor: float) -> Iterator[SafeString]:
    labelled = _labelled([point.share for _, point in places])
    for at, (x, point) in enumerate(places):
        if point.share is None:
            continue
        y = _height(point.share, floor)
        yield element("circle", title(point.text), cx=percent(x), cy=y, r=4, class_="p-dot")
        if at in labelled:
            yield _number(x, y, point.share, _heights(places, at, floor))


def _labelled(shares: Sequence[float | None]) -> set[int]:
    """Which points have their number beside them: all, or of many the first, the lowest and the last."""
    decided = [at for at, share in enumerate(shares) if share is not None]
    if len(decided) <= FEW:
        return set(decided)
    return {decided[0], min(decided, key=lambda at: shares[at] or 0.0), decided[-1]}


def _heights(places: Sequence[tuple[float, Point]], at: int, floor: float) -> tuple[float | None, float | None]:
    """Where the line comes from, and where it goes."""
    shares = [places[i][1].share if 0 <= i < len(places) else None for i in (at - 1, at + 1)]
    before, after = (None if share is None else _height(share, floor) for share in shares)
    return before, after


def _number(x: float, y: float, share: float, ends: tuple[float | None, float | None]) -> SafeString:
    """The number of a point, where no line passes: over a peak, under a valley, beside a slope."""
    above = [end is not None and end < y for end in ends]
    aside, down = 0, False
    if all(above) or (any(above) and None in ends):
        down = y + 26 < TALL
    elif any(above):
        # The line rises to one side only: the number stands over the other.
        aside = 1 if above[0] else -1
    side = "middle" if not aside else "start" if aside > 0 else "end"
    low = y + 17 if down else y - 8
    return element(
        "text", _share_text(share), x=percent(x), y=low, dx=2 * aside, text_anchor=side, class_="s-text strong"
    )


SQUARE = 11


def squares(kinds: Sequence[tuple[str, str]], *, label: str) -> SafeString:
    """A row of small squares, one a cycle: (met, missed, other or none; its words)."""
    elements = [
        element(
            "rect", title(text), x=SQUARE * place, y=1, width=SQUARE - 2, height=SQUARE - 2, rx=2, class_=f"p-{kind}"
        )
        for place, (kind, text) in enumerate(kinds)
    ]
    width = SQUARE * len(kinds)
    frame: dict[str, Number] = {"viewBox": f"0 0 {width} {SQUARE}", "width": width, "height": SQUARE}
    return element("svg", title(label), *elements, class_="squares", role="img", aria_label=label, **frame)


def mini(share: float, *, late: bool, label: str) -> SafeString:
    """How much of the time until a deadline is gone, as a thin bar; full and red when it has passed."""
    kind, width, text = ("s-over", "100%", escape(label)) if late else ("s-run", percent(share), escape(label))
    # Written out, because a queue has fifty of them.
    return SafeString(
        f'<svg class="mini" role="img" aria-label="{text}" height="4" width="100%"><title>{text}</title>'
        f'<rect width="100%" height="4" rx="2" class="s-track"></rect>'
        f'<rect width="{width}" height="4" rx="2" class="{kind}"></rect></svg>'
    )
