"""What counts as a change of a page: words and labels, for whom, and nothing of its markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nets import normal, snapshots
from nets.page_text import page_text
from nets.variants import flat, merge, split

PAGE = """
<main><h1>Send <b>reply</b></h1><p title="Now">One &amp; two</p><script>var no = 1</script></main>
<footer>Foot</footer>
"""
LINES = st.lists(st.sampled_from("abcd"), max_size=6)


@pytest.mark.parametrize(
    "same",
    [
        PAGE.replace("<h1>", "<div><span>").replace("</h1>", "</span></div>"),
        PAGE.replace("<p ", "<p class=x id=y ").replace("One &amp; two", "One&#32;&amp;\n  two"),
        PAGE.replace("<b>", "").replace("</b>", ""),
        PAGE.replace("var no", "var other"),
        PAGE.replace(' title="Now">', '><i aria-label="Now"></i>'),
    ],
)
def test_markup_is_no_change(same: str) -> None:
    assert flat(page_text(same).main) == flat(page_text(PAGE).main)


@pytest.mark.parametrize(("before", "after"), [("reply", "replies"), ("Now", "Soon"), ("two", "too")])
def test_a_word_is_a_change(before: str, after: str) -> None:
    assert flat(page_text(PAGE.replace(before, after)).main) != flat(page_text(PAGE).main)


def test_the_frame_is_apart() -> None:
    assert page_text(PAGE).frame == ("Foot",)
    assert page_text("<p>A part</p>").frame == ()


@given(LINES, LINES, LINES)
def test_each_reader_gets_their_lines_back(first: list[str], second: list[str], third: list[str]) -> None:
    texts = {"admin": first, "csm": second, "expert": third}
    assert split(merge(texts), list(texts)) == texts


def test_a_difference_is_shown_by_its_words() -> None:
    differences = list(snapshots.words_that_differ(["Show the levels", "now"], ["Show the level now"]))
    assert differences == ["    … Show the [-levels-]{+level+} now …"]


def test_what_is_volatile_is_replaced_and_nothing_else() -> None:
    assert normal.text("uph_abcdefgh12 at 2026-04-03, tzdata 2026.1") == "<token> at 2026-04-03, tzdata <release>"
    assert normal.document({"list": ["b", "a"], "tzdata": "2026.1", "id": 7}) == {
        "list": ["b", "a"],
        "tzdata": "<tzdata>",
        "id": 7,
    }
