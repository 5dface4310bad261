"""Message text, moments, exports: what is written is shown, and never run."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from itertools import chain
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from upheld.i18n import moments
from upheld.markup.csv_text import MARK, csv_lines, harmless
from upheld.markup.lru_cache import LruCache
from upheld.markup.markdown import TAGS, render

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 22, 6, 5, 9, tzinfo=UTC)


class Reader(HTMLParser):
    """Collects what a browser would see as elements."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def parts_of(html: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = Reader()
    reader.feed(html)
    return reader.found


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,hi)",
        "![x](http://elsewhere.example/pixel.png)",
        '<a href="http://x" onclick="x()">a</a>',
        "<svg onload=alert(1)>",
        "<style>body{display:none}</style>",
        '```x" onmouseover="alert(1)\n```',
    ],
)
def test_nothing_in_a_message_can_run_or_load(text):
    for name, attributes in parts_of(render(text)):
        assert name in TAGS
        assert set(attributes) <= {"href", "title", "rel", "class", "start"}
        assert (attributes.get("href") or "https:").startswith(("http", "mailto:"))


def test_markdown_is_read():
    shown = render("# Head\n\n**bold** `code` ~~no~~\n\n| a |\n|-|\n| 1 |\n\n```python\nx\n```\n\nhttps://a.example")
    for part in ("<h3>Head</h3>", "<strong>bold</strong>", "<code>code</code>", "<td>1</td>", "language-python"):
        assert part in shown


def test_links_tell_nobody_where_they_were():
    assert 'rel="noopener noreferrer nofollow"' in render("[a](https://a.example)")


def test_a_person_named_is_marked():
    assert render("@(Lin Mei) look") == '<p><strong class="mention">@Lin Mei</strong> look</p>\n'
    assert "<b" not in render("@(<b>x</b>)")


@pytest.mark.parametrize(
    "text",
    [
        '[l](https://evil.example "@(x)<img src=x onerror=alert(1)>")',
        '[l](https://evil.example "@(Lin Mei)")',
        "[l](<https://evil.example/@(Lin Mei)>)",
        "![@(Lin](https://evil.example/x) Mei)",
        "`@(Lin Mei)`",
        "```\n@(Lin Mei)\n```",
        "```@(x)\ncode\n```",
    ],
)
def test_mentions_are_marked_in_text_only(text: str) -> None:
    html = render(text)
    assert "mention" not in html
    for tag, attributes in parts_of(html):
        assert tag in TAGS
        assert set(attributes) <= {"href", "title", "rel", "class"}
        assert tag != "a" or attributes["rel"] == "noopener noreferrer nofollow"
        assert "evil.example" in attributes.get("href", "evil.example")


@pytest.mark.parametrize(
    "text", ["@(A & B)", "**@(A & B)**", "# @(A & B)", "[@(A & B)](https://a.example)", "| @(A & B) |\n|-|"]
)
def test_a_mention_stands_wherever_text_stands(text: str) -> None:
    html = render(text)
    assert html.count('<strong class="mention">@A &amp; B</strong>') == 1
    assert "h1" not in html
    assert [attributes for tag, attributes in parts_of(html) if "class" in attributes] == [{"class": "mention"}]


@given(st.text(alphabet="@()[]<>\"'`*_#! \n\\xa:/.&", max_size=60))
@example('[l](https://evil.example "@(x)<img src=x onerror=alert(1)>")')
def test_no_text_makes_a_mark_within_an_attribute(text: str) -> None:
    for tag, attributes in parts_of(render(text)):
        assert tag in TAGS
        assert set(attributes) <= {"href", "title", "rel", "class", "start"}
        assert not [value for value in attributes.values() if value and "<strong" in value]
        assert (attributes.get("class") == "mention") <= (tag == "strong")


def test_a_very_long_text_is_shown_as_it_is():
    assert render("*a* " * 100_000).startswith("<p>*a* *a*")


def test_deep_nesting_ends():
    assert len(render("> " * 2000 + "x")) < 1_000_000
    assert len(render("[" * 5000)) < 1_000_000


@given(st.text(max_size=300))
def test_any_text_renders_without_a_script(text):
    assert {name for name, _ in parts_of(render(text))} <= TAGS


@pytest.mark.parametrize(
    ("length", "english", "chinese"),
    [
        (timedelta(0), "0 min", "0 分"),
        (timedelta(milliseconds=300), "1 s", "1 秒"),
        (timedelta(seconds=45), "45 s", "45 秒"),
        (timedelta(minutes=2, seconds=50), "2 min 50 s", "2 分 50 秒"),
        (timedelta(minutes=15, seconds=9), "15 min", "15 分"),
        (timedelta(minutes=30) - timedelta(microseconds=4), "30 min", "30 分"),
        (timedelta(hours=2, minutes=15), "2 h 15 min", "2 小时 15 分"),
        (timedelta(hours=47), "47 h", "47 小时"),
        (timedelta(hours=80, minutes=59), "80 h 59 min", "80 小时 59 分"),
        (-timedelta(hours=1), "1 h", "1 小时"),
    ],
)
def test_durations_in_two_units(length, english, chinese):
    assert moments.duration(length) == english
    with translation.override("zh-hans"):
        assert moments.duration(length) == chinese


def test_time_as_it_passes_is_told_in_days_from_the_second_on():
    assert moments.duration(timedelta(hours=47, minutes=5), days=True) == "47 h 5 min"
    assert moments.duration(timedelta(days=3, hours=4, minutes=59), days=True) == "3 d 4 h"
    with translation.override("zh-hans"):
        assert moments.duration(-timedelta(days=3), days=True) == "3 天"


def test_instants_are_as_short_as_they_can_be():
    assert moments.brief(AT, SHANGHAI, AT) == "14:05"
    assert moments.brief(AT, SHANGHAI, AT + timedelta(days=2)) == "22 Nov 14:05"
    assert moments.brief(AT, SHANGHAI, AT + timedelta(days=200)) == "22 Nov 2026 14:05"
    assert moments.full(AT, SHANGHAI) == "Sun 22 Nov 2026 14:05:09 Asia/Shanghai"
    with translation.override("zh-hans"):
        assert moments.brief(AT, SHANGHAI) == "2026年11月22日 14:05"
        assert moments.full(AT, UTC).startswith("周日 2026年11月22日")


def test_instants_inside_a_text_are_shown_in_the_zone():
    assert moments.localised("since 2026-11-22T06:05:09Z.", SHANGHAI) == "since 22 Nov 2026 14:05."
    assert moments.localised("nothing here", SHANGHAI) == "nothing here"


def test_an_unknown_zone_is_the_other_one():
    assert moments.zone_of("Nowhere/Else", UTC) is UTC
    assert moments.zone_of("../../etc/passwd", UTC) is UTC
    assert str(moments.zone_of("Asia/Shanghai", UTC)) == "Asia/Shanghai"


@pytest.mark.parametrize("hidden", ["\u00a0", "\u3000", "\ufeff", "\u200b", "\x0b", " \u2060"])
def test_nothing_that_is_not_seen_hides_a_formula(hidden):
    assert harmless(f"{hidden}=1+1").startswith("'")


@pytest.mark.parametrize("text", ["a;=1+1", "a\t@x", '";"=1', "a; -1", "a;\u3000＝1"])
def test_no_separator_of_another_country_begins_a_formula(text):
    assert all(not re.match(r"[\s\"]*[=+\-@＝＋－＠]", cell) for cell in re.split(r"[;\t]", harmless(text)))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "  =1", "＝1", "\n=1", "﹦1", "'=1"])
def test_no_cell_is_a_formula(text):
    assert harmless(text).startswith("'")


@pytest.mark.parametrize(("value", "shown"), [(None, ""), (-5, "-5"), ("a-b", "a-b"), ("", "")])
def test_other_cells_stay_as_they_are(value, shown):
    assert harmless(value) == shown


@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), max_size=5))
def test_a_file_reads_back(rows):
    text = "".join(csv_lines(["a", "b"], rows))
    assert text.startswith(MARK)
    read = list(csv.reader(text.removeprefix(MARK).splitlines(keepends=True)))
    assert len(read) >= 1
    assert read[0] == ["a", "b"]


HOSTILE_CELLS = st.text(
    st.sampled_from("ab;,|\t\n\r\x0b\x85\u2028\"' =+-@＝＠\u200b\u00ad\u3164\ufe0f\u202e\ufeff"), max_size=12
)
FORMULA = re.compile(r"[=+\-@＝＋－＠]")


@given(st.lists(st.tuples(HOSTILE_CELLS, HOSTILE_CELLS, HOSTILE_CELLS), min_size=1, max_size=4))
@example([("x\n=1", "x\r=1", "x\u2028=1")])
@example([("a", "\u200b=1", "a\t\u3164=1")])
def test_no_spreadsheet_of_any_country_reads_a_formula(rows):
    text = "".join(csv_lines(["a", "b", "c"], rows)).removeprefix(MARK)
    for separator in ",;\t|":
        for cell in chain.from_iterable(csv.reader(io.StringIO(text, newline=""), delimiter=separator)):
            seen = "".join(char for char in cell if unicodedata.category(char) not in ("Cf", "Cc", "Mn", "Lo"))
            assert not FORMULA.match(seen.lstrip(' "')), cell


def test_the_least_used_is_dropped():
    cache: LruCache[int, str] = LruCache(2)
    cache.set(1, "a")
    cache.set(2, "b")
    assert cache.get(1) == "a"
    cache.set(3, "c")
    assert (cache.get(2), cache.get(1), cache.get(3)) == (None, "a", "c")
