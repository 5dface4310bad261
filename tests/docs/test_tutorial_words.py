"""What tutorials and how-tos tell a reader to press or to see stands on the pages in these words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.pages import DOCS, prose
from upheld.demo import cast
from upheld.i18n import words

SHOWN = re.compile(r"(?<!\*)\*{1,2}([^*\n`]+)\*{1,2}(?!\*)")
PARTS = re.compile(r" · |[:：] ?| (?=P\d)")
VALUE = re.compile(r"\{[^}]*\}")
ELSEWHERE = {"Ada Lin", "←", "→", "P0", "enterprise", "Heron RTC", "简体中文", "all figures agree"}
"""The first administrator, two signs, a level, a plan, a product, a language, and what the command line prints."""
EMPHASISED = {
    "Idempotency-Key",
    "voids",
    "saved and verified",
    "secret key",
    "calendar edition",
    "horizon",
    "floor",
} | {
    "All figures agree",
    "there is nothing to check",
    "Backward.",
    "Forward by more than five minutes.",
}
"""What how-tos emphasise that is no word of the pages: terms, and what commands print."""
HOW_TOS = sorted((DOCS / "howto").glob("*.md"))


@pytest.mark.parametrize("path", HOW_TOS, ids=lambda path: path.stem)
def test_how_tos_name_what_is_pressed_in_the_words_of_the_pages(path: Path) -> None:
    known = EMPHASISED | ELSEWHERE | {text["en"] for text in words.catalogue().values()}
    text = " ".join(prose(path).split())
    shown = {part for found in SHOWN.findall(text) for part in re.split(rf"{PARTS.pattern}| → ", found)}
    assert not {one for one in shown if one not in known and not _filled(one, known)}


@pytest.mark.parametrize(("page", "lang"), [("tutorial/index.md", "en"), ("tutorial/zh.md", "zh")])
def test_every_word_that_is_shown_is_a_word_of_the_pages(page: str, lang: str) -> None:
    known = ELSEWHERE | {text[lang] for text in words.catalogue().values()} | _names()
    known |= {words.say("console", "by_time_missed", lang=lang, count=4, missed=1)}
    text = (DOCS / page).read_text("utf-8")
    shown = {part for found in SHOWN.findall(text) for part in PARTS.split(found)}
    assert len(shown) > 25
    assert not {one for one in shown if one not in known and not _filled(one, known)}


def _names() -> set[str]:
    people = {one.name for one in cast.STAFF} | {person[1] for one in cast.CUSTOMERS for person in one.people}
    return people | {one.name for one in cast.CUSTOMERS}


def _filled(shown: str, known: set[str]) -> bool:
    """A word with values in it or before it, such as ``{objective}: escalated, {mark}``."""
    return any("}" in one and re.fullmatch(_with_any_values(PARTS.split(one)[-1]), shown) for one in known)


def _with_any_values(word: str) -> str:
    texts = VALUE.split(word)
    return ".+".join(map(re.escape, texts)) if len("".join(texts)) > 1 else "(?!)"
