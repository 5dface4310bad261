"""Text → lexemes, in Chinese and English, made by us: no server dictionary or collation decides what is found.

Words are cut by a segmenter and stemmed; every run of Chinese is kept as single characters and pairs of them too, under
a ``~``, so that any fragment is found however the segmenter cuts. Composite words ("4.2.1", "CAN_NOT_JOIN") count whole
and in parts. Neighbouring words are kept as pairs with a space between them, so that the index alone says where a
phrase may be.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

TEXT_MAX = 20_000
"""Characters of one text that are indexed."""
LEXEME_MAX = 80
POSITION_MAX = 16_000
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af"
RUNS = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:[._\-/:+#]+[^\W_{HAN}]+)*")
INNER = re.compile(r"[._\-/:+#]+")
HAN_MARK = "~"
"""Before a single character or a pair of characters: no word begins so."""
STARTS_HAN = re.compile(f"[{HAN}]")
KNOWN_MAX = 24
"""Characters of the runs whose lexemes are remembered: words come back, long runs of Chinese and of digits do not."""
STOP = frozenset(
    "a an and are as at be by for from has have i in is it its of on or that the this to was we with".split()  # noqa: SIM905
)
STOP_HAN = frozenset(
    "的 了 是 在 我 我们 你 你们 他 吗 呢 吧 和 与 也 都 就 请 问 请问 什么 怎么 为什么 如何 哪里 一个 这个".split()  # noqa: SIM905
)


Found = tuple[str, int, bool]
"""A lexeme of a run: its text, how many positions after the run's first, and whether it is a word."""


class Lexeme(NamedTuple):
    """A lexeme at a position; ``word`` is false for parts and pairs, which only help in finding."""

    text: str
    position: int
    word: bool


def lexemes(text: str) -> Iterator[Lexeme]:
    """The lexemes of a text, in order of position."""
    folded = unicodedata.normalize("NFKC", text[:TEXT_MAX]).casefold()
    position = 0
    before = ""
    for run in RUNS.findall(folded):
        start = position
        for text, offset, word in _known(run) if len(run) <= KNOWN_MAX else _of_run(run):
            position = max(position, start + offset)
            yield Lexeme(text, start + offset, word)
            if word:
                if before:
                    yield Lexeme(pair(before, text), start + offset, False)
                before = text
        position += 1
        if position > POSITION_MAX:
            return


@lru_cache(maxsize=50_000)
def _known(run: str) -> tuple[Found, ...]:
    return tuple(_of_run(run))


def _of_run(run: str) -> Iterator[Found]:
    return _chinese(run) if STARTS_HAN.match(run) else _latin(run)


def _latin(run: str) -> Iterator[Found]:
    parts = INNER.split(run)
    if len(parts) > 1:
        yield run[:LEXEME_MAX], 0, True
    for part in parts:
        if part not in STOP:
            yield _stem(part[:LEXEME_MAX]), 0, len(parts) == 1


def _stem(part: str) -> str:
    # Numbers and codes have no endings, are new each time, and would cost more than all the words around them.
    found: str = _stemmer().stemWord(part) if part.isalpha() else part
    return found


def _chinese(run: str) -> Iterator[Found]:
    for offset, word in enumerate(_segmenter().cut(run)):
        if word not in STOP_HAN:
            yield word[:LEXEME_MAX], offset, True
    for offset, two in enumerate(pairwise(run)):
        yield HAN_MARK + "".join(two), offset, False
    for character in dict.fromkeys(run):
        yield HAN_MARK + character, 0, False


def pair(before: str, after: str) -> str:
    """The lexeme of two neighbouring words."""
    return f"{before} {after}"


def han_runs(text: str) -> list[str]:
    """The runs of Chinese in a text, folded as they are indexed."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [run for run in RUNS.findall(folded) if STARTS_HAN.match(run)]


def han_lexemes(run: str) -> list[str]:
    """The lexemes in the index of every text with this run of Chinese: its pairs of characters, or its only one."""
    return [HAN_MARK + first + second for first, second in pairwise(run)] or [HAN_MARK + run]


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@cache
def _segmenter() -> Any:
    # Loaded on first use: its dictionary takes memory that a process without search should not pay.
    import rjieba

    return rjieba


def vector(parts: list[tuple[str, str]]) -> str:
    """A tsvector literal of (text, weight), weights A to D.

    Pairs of words and single characters have no position: no query asks for it, and no rank needs it.
    """
    places: dict[str, list[str]] = {}
    offset = 0
    for text, weight in parts:
        last = 0
        for found in lexemes(text):
            last = found.position
            at = places.setdefault(found.text, [])
            if _has_position(found.text):
                at.append(f"{min(offset + last + 1, POSITION_MAX)}{weight}")
        offset += last + 2
    return " ".join(_placed(text, at) for text, at in places.items())


def _has_position(lexeme: str) -> bool:
    return " " not in lexeme and not (lexeme.startswith(HAN_MARK) and len(lexeme) == len(HAN_MARK) + 1)


def _placed(text: str, at: list[str]) -> str:
    return f"{quoted(text)}:{','.join(dict.fromkeys(at[:64]))}" if at else quoted(text)


def quoted(lexeme: str) -> str:
    """A lexeme as tsvector and tsquery literals write it."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
