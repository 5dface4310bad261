"""Rendering takes a bounded number of steps that grows with the length of a text, and no text is left out."""

from __future__ import annotations

import contextlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from support.work import lines_of
from upheld.markup import markdown
from upheld.markup.bounded_markdown import Meter, TooComplex, to_html
from upheld.markup.markdown import MESSAGE_STEPS, page_budget, render

HOSTILE = [
    *("[", "![", "[a](", "[a](<b", '[a](b "', "[[a](b)](", "[]", "]", "a[b]", "@(", "\\"),
    *("*", "*_", "*a **a ", "a**b", "a_ ", "*_a", "~~a", "~~~a", "`", "`a``", "`a``b```"),
    *("<", "<a", "<a@", "<http://a>", "&", "&amp;", "&#x41;"),
    *("> ", ">\n> a\n", "- ", "1. ", "- a\n", " - a\n  ", "# a\n", "a\n-\n", "***\n", "```\n", "~~~a\n```a\n"),
    *("|", "|a|b|\n|-|-|\n|c|\n\n", "[a]: b\n", '[a]: b "\n', "\n", " ", "\t", "a b\n", "你好，", "\u2028"),
]
PIECES = st.sampled_from(
    [*"[]()<>*_~`|\\&!#-:\"' \n\ta1", "](", "> ", "- ", "1. ", "```", "|-|", "]: ", "http://a", "界"]
)
LINES_A_STEP = 100


@pytest.fixture(autouse=True)
def _nothing_cached() -> None:
    markdown._CACHE.clear()


def work(text: str) -> int:
    """Lines that the unlimited parser runs."""

    def parse() -> None:
        with contextlib.suppress(TooComplex):
            to_html(text, Meter(10**9))

    return lines_of(parse, "markdown")


def grows_linearly(unit: str, before: str = "", after: str = "", size: int = 260) -> None:
    """Twice the text takes about twice the work."""
    copies = size // len(unit)
    single, double = (work(before + unit * (copies * factor) + after) for factor in (1, 2))
    assert double <= 2.4 * single + 3000, (unit, single, double)


@pytest.mark.parametrize("unit", HOSTILE)
def test_twice_the_text_is_twice_the_work(unit: str) -> None:
    grows_linearly(unit, after="](b)*_~~`>")


@settings(max_examples=40)
@given(st.lists(PIECES, min_size=1, max_size=4).map("".join), st.sampled_from(["", "[", "*", "> ", "|a|b|\n|-|-|\n"]))
def test_any_repetition_is_linear(unit: str, before: str) -> None:
    grows_linearly(unit, before)


def test_a_wide_table_is_not_filled_up_beyond_the_limit() -> None:
    wide = "|" + "a|" * 300 + "\n|" + "-|" * 300 + "\n" + "|b|\n" * 300
    meter = Meter(MESSAGE_STEPS)
    with pytest.raises(TooComplex):
        to_html(wide, meter)
    assert "<td>" not in render(wide)


def test_addresses_are_not_multiplied() -> None:
    text = "[a]: https://example.com/" + "x" * 5000 + "\n\n" + "[a] " * 2000
    assert len(render(text)) < 5 * len(text)


@pytest.mark.parametrize("unit", HOSTILE)
def test_steps_bound_the_work(unit: str) -> None:
    text = (unit * 1_000)[:1_000]
    meter = Meter(10**9)

    def parse() -> None:
        with contextlib.suppress(TooComplex):
            to_html(text, meter)

    assert lines_of(parse, "markdown") < LINES_A_STEP * meter.steps + 20 * len(text) + 5_000


def test_a_message_ends_at_its_limit_and_is_cached_by_content() -> None:
    text = "[" * 50_000
    assert lines_of(lambda: render(text), "markdown") < LINES_A_STEP * MESSAGE_STEPS
    assert render(text) == f"<p>{text}</p>"
    assert lines_of(lambda: render("".join(text)), "markdown") < 30


def test_a_page_has_a_budget_of_its_own() -> None:
    def page() -> None:
        with page_budget(5_000):
            for number in range(200):
                render("*_" * 1_000 + str(number))

    assert lines_of(page, "markdown") < LINES_A_STEP * 5_000


def test_what_a_page_had_no_steps_left_for_is_rendered_on_the_next() -> None:
    with page_budget(10):
        assert render("**late**") == "<p>**late**</p>"
        assert markdown.page_exhausted()
    with page_budget():
        assert render("**late**") == "<p><strong>late</strong></p>\n"


def test_a_text_that_is_too_complex_stays_plain() -> None:
    hostile = "[" * 50_000
    render(hostile)
    with page_budget(10):
        assert render(hostile) == f"<p>{hostile}</p>"
        assert not markdown.page_exhausted()


def test_plain_text_keeps_its_lines_and_mentions() -> None:
    shown = render("> " * 40 + "a <b>\nsecond\n\n \nthird @(Lin Mei)")
    assert shown.endswith('a &lt;b&gt;<br>\nsecond</p>\n<p>third <strong class="mention">@Lin Mei</strong></p>')


@pytest.mark.parametrize(
    "text", ["> " * 40 + "deep", "- " * 40 + "deep", "[deep]: gone", "|a|\n|-|\n|b|deep|", "```> deep"]
)
def test_nothing_is_hidden(text: str) -> None:
    assert "deep" in re.sub(r"<[^>]*>", "", render(text))


class Seen(HTMLParser):
    """Collects text, and the values of attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.text += " ".join(f" {value} " for _, value in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


@settings(max_examples=150)
@given(st.lists(st.one_of(PIECES, st.sampled_from(["word", "zzz", "9"])), max_size=40).map("".join))
@example("|a|\n|-|\n|b|word|")
@example("[zzz]: word")
@example("```> word")
def test_every_word_is_shown(text: str) -> None:
    seen = Seen()
    seen.feed(render(text))
    seen.close()
    for word in re.findall(r"word|zzz", text):
        assert word in seen.text
