"""Pictures: well-formed, named, within their frame, without a style or a script."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.ui import drawing
from upheld.ui.drawing import Bar, Cell, Point, StripMark, StripPicture, StripSpan

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
H = timedelta(hours=1)


def clock(**given) -> StripPicture:
    values = {"started_at": NOW - 2 * H, "now": NOW, "label": "Response: running", "zone": UTC, **given}
    return StripPicture(**values)


def places(svg: str) -> list[float]:
    """Every place across, in percent."""
    return [float(one) for one in re.findall(r'(?:x|x1|x2|cx|width)="([\d.]+)%"', svg)]


def well_formed(svg: str) -> ET.Element:
    assert "style=" not in svg
    assert "<script" not in svg
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-label")
    return root


def test_a_running_clock_has_now_and_its_deadline():
    svg = drawing.strip(clock(due_at=NOW + H, spans=(StripSpan(NOW - 2 * H, NOW, "run", "counts"),)))
    well_formed(svg)
    assert "due 13:00" in svg
    assert "now 12:00" in svg
    assert "s-over" not in svg


def test_a_missed_clock_shows_how_late():
    svg = drawing.strip(clock(due_at=NOW - H, missed=True))
    assert "s-over" in svg
    assert "s-due missed" in svg


def test_an_old_breach_is_cut_so_that_the_promise_is_seen():
    picture = clock(started_at=NOW - 500 * H, due_at=NOW - 499 * H, missed=True)
    assert picture.cut
    assert picture.place(picture.due_at) == pytest.approx(1 / 1.8)
    assert "⇥" in drawing.strip(picture)


def test_a_stopped_clock_has_no_now():
    svg = drawing.strip(clock(due_at=NOW + H, stopped_at=NOW - H))
    assert "stopped 11:00" in svg
    assert "s-now" not in svg


@pytest.mark.parametrize(("passed", "both"), [(0.5, False), (0.95, True)])
def test_the_start_is_named_only_where_the_end_leaves_room(passed, both):
    svg = drawing.strip(clock(due_at=NOW, stopped_at=NOW - 2 * H * (1 - passed)))
    assert "stopped" in svg
    assert ("began" in svg) is both


def test_each_kind_of_span_has_its_look():
    kinds = ("run", "wait", "excluded", "ahead", "shut", "off")
    spans = tuple(StripSpan(NOW - 2 * H + n * H / 4, NOW - 2 * H + (n + 1) * H / 4, k) for n, k in enumerate(kinds))
    svg = drawing.strip(clock(due_at=NOW, spans=spans))
    for look in ("s-run", "s-wait", "s-excl", "s-ahead"):
        assert svg.count(f'class="{look}"') == 1
    assert svg.count('fill="url(#') == 2


def test_a_mark_at_the_deadline_stays_clear_of_its_words():
    mark = StripMark(NOW + H, "100%", False)
    root = well_formed(drawing.strip(clock(due_at=NOW + H, marks=(mark,))))
    words = next(one for one in root.iter() if one.text and "due 13:00" in one.text)
    around = next(one for one in root.iter("svg") if one.find("path[@class='s-mark']") is not None)
    lowest = float(words.get("y")) + 11 * 0.3  # of letters 11 pixels high
    assert float(around.get("y")) - 5 > lowest


def test_marks_say_whether_they_are_passed():
    marks = (StripMark(NOW - H, "50%", True), StripMark(NOW + H / 2, "80%", False))
    svg = drawing.strip(clock(due_at=NOW + H, marks=marks))
    assert svg.count("s-mark passed") == 1
    assert svg.count('class="s-mark"') == 1


def test_texts_are_escaped():
    svg = drawing.strip(clock(label='<script>"x"</script>', spans=(StripSpan(NOW - H, NOW, "run", "<b>"),)))
    well_formed(svg)


@given(
    st.integers(-10_000, 10_000), st.integers(-10_000, 10_000), st.booleans(), st.lists(st.integers(-20_000, 20_000))
)
def test_nothing_leaves_the_frame(due, stop, missed, marks):
    picture = clock(
        due_at=NOW + due * timedelta(minutes=1),
        stopped_at=NOW + stop * timedelta(minutes=1) if stop < 0 else None,
        missed=missed,
        spans=(StripSpan(NOW - 300 * H, NOW + 300 * H, "run"),),
        marks=tuple(StripMark(NOW + mark * timedelta(minutes=1), "m", False) for mark in marks),
    )
    assert all(0 <= place <= 100 for place in places(drawing.strip(picture)))


def test_a_clock_without_length_is_drawn():
    well_formed(drawing.strip(clock(started_at=NOW, due_at=NOW)))


def test_bars_share_the_width():
    svg = drawing.bar([Bar(3, "met", "3 met"), Bar(1, "missed"), Bar(0, "other")], label="75%", goal=0.9)
    well_formed(svg)
    assert re.findall(r'class="p-(?:met|missed)" x="[\d.]+%" width="([\d.]+)%"', svg) == ["75", "25"]
    well_formed(drawing.bar([], label="nothing"))


def test_the_hours_of_the_week():
    rows = [[Cell(1.0, "all"), Cell(0.5, "half"), Cell(None, "none")] for _ in range(7)]
    svg = drawing.heatmap(rows, label="week")
    well_formed(svg)
    assert svg.count("<circle") == 7
    assert 'fill-opacity="1"' in svg


def test_a_line_leaves_out_what_is_not_known():
    points = [Point("Jan", 0.99, "99%"), Point("Feb", None, "none"), Point("Mar", 0.5, "50%"), Point("Apr", 1.0, "")]
    svg = drawing.line(points, label="attainment", goal=0.95)
    well_formed(svg)
    assert svg.count('class="p-line"') == 1
    assert svg.count("<circle") == 3
    well_formed(drawing.line([], label="nothing"))


WIDE = 220
"""Pixels of a plot where it is narrowest."""


def _numbers(svg):
    """The boxes of the numbers beside points: left, top, right, bottom."""
    found = re.findall(
        r'<text x="([\d.]+)%" y="([\d.]+)" dx="(-?\d+)" text-anchor="(\w+)" class="s-text strong">(.*?)<', svg
    )
    for x, y, dx, side, text in found:
        wide = 6.5 * len(text)
        left = float(x) * WIDE / 100 + int(dx) - {"start": 0, "middle": wide / 2, "end": wide}[side]
        yield left, float(y) - 9, left + wide, float(y)


def _lines(svg):
    for line in re.findall(r'<line class="p-line"[^>]*>', svg):
        x1, y1, x2, y2 = (float(re.search(rf'{end}="([\d.]+)', line)[1]) for end in ("x1", "y1", "x2", "y2"))
        yield x1 * WIDE / 100, y1, x2 * WIDE / 100, y2


def _crosses(line, box):
    x1, y1, x2, y2 = line
    left, top, right, bottom = box
    start, end = max(x1, left), min(x2, right)
    if start >= end:
        return False
    levels = sorted(y1 + (y2 - y1) * (x - x1) / (x2 - x1) for x in (start, end))
    return levels[1] > top and levels[0] < bottom


@given(st.lists(st.sampled_from([0.5, 0.66, 0.75, 0.9, 0.975, 1.0, None]), min_size=1, max_size=4))
def test_no_number_of_a_course_stands_on_a_line(shares):
    svg = drawing.line([Point("Jan", share, "") for share in shares], label="attainment")
    boxes = list(_numbers(svg))
    assert len(boxes) == sum(share is not None for share in shares)
    assert len(list(_lines(svg))) == sum(None not in pair for pair in itertools.pairwise(shares))
    assert not [(line, box) for line in _lines(svg) for box in boxes if _crosses(line, box)]


def test_of_many_points_the_first_the_lowest_and_the_last_have_their_number():
    shares = [0.99, 0.98, 0.97, 0.6, 0.98, 0.99, 1.0, 0.97, 0.98, 0.99, 0.98, 0.95]
    svg = drawing.line([Point(str(i), share, "") for i, share in enumerate(shares)], label="attainment")
    assert re.findall(r'class="s-text strong">(.*?)<', svg) == ["99%", "60%", "95%"]
    assert svg.count("<circle") == 12


def test_small_pictures():
    assert drawing.squares([("met", "1"), ("missed", "2")], label="2").count("<rect") == 2
    assert 'class="s-over"' in drawing.mini(0.2, late=True, label="late")
    assert 'width="20%"' in drawing.mini(0.2, late=False, label="20%")
