"""Splits Chinese and English text into lexemes, independent of dictionaries and collations of the server.

Chinese is segmented, other words are stemmed. Runs of Chinese are also indexed as single characters and as pairs of
characters, with the prefix ``~``, so that any fragment is found however the segmenter cuts. Composite words ("4.2.1",
"CAN_NOT_JOIN") are indexed whole and in parts. Pairs of neighbouring words, joined by a space, are indexed too, so that
phrases are found by the index alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

TEXT_MAX = 20_000
"""Characters of one text that are indexed."""
LEXEME_MAX = 80
POSITION_MAX = 16_000
MESSAGE_BYTES = 100_000
"""The most that one text takes of a vector; its further words are not indexed."""
TICKET_BYTES = 400_000
"""The most that the vector of a ticket takes. PostgreSQL refuses vectors over 1 MB, and with them the act."""
LEXEME_BYTES, POSITION_BYTES = 8, 2
"""What a vector stores for each lexeme beside its text, and for each position."""
PLACES_MAX = 64
"""The most positions of a lexeme."""
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af"
RUNS = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:[._\-/:+#]+[^\W_{HAN}]+)*")
INNER = re.compile(r"[._\-/:+#]+")
HAN_MARK = "~"
"""The prefix of single characters and pairs of characters; no word starts with it."""
STARTS_HAN = re.compile(f"[{HAN}]")
CACHED_MAX = 24
"""The longest run whose lexemes are cached: words recur, long runs of Chinese or digits do not."""
STOP = frozenset(
    "a an and are as at be by for from has have i in is it its of on or that the this to was we with".split()  # noqa: SIM905
)
STOP_HAN = frozenset(
    "的 了 是 在 我 我们 你 你们 他 吗 呢 吧 和 与 也 都 就 请 问 请问 什么 怎么 为什么 如何 哪里 一个 这个".split()  # noqa: SIM905
)


RunLexeme = tuple[str, int, bool]
"""A lexeme of a run: its text, its offset from the run's first position, and whether it is a word."""


class Lexeme(NamedTuple):
    """A lexeme at a position; ``word`` is false for parts and pairs."""

    text: str
    position: int
    word: bool


def lexemes(text: str) -> Iterator[Lexeme]:
    """Yields the lexemes of a text, in order of position."""
    folded = unicodedata.normalize("NFKC", text[:TEXT_MAX]).casefold()
    position = 0
    previous = ""
    for run in RUNS.findall(folded):
        start = position
        for text, offset, word in _cached_lexemes(run) if len(run) <= CACHED_MAX else _run_lexemes(run):
            position = max(position, start + offset)
            yield Lexeme(text, start + offset, word)
            if word:
                if previous:
                    yield Lexeme(pair(previous, text), start + offset, False)
                previous = text
        position += 1
        if position > POSITION_MAX:
            return


@lru_cache(maxsize=50_000)
def _cached_lexemes(run: str) -> tuple[RunLexeme, ...]:
    return tuple(_run_lexemes(run))


def _run_lexemes(run: str) -> Iterator[RunLexeme]:
    return _chinese(run) if STARTS_HAN.match(run) else _latin(run)


def _latin(run: str) -> Iterator[RunLexeme]:
    parts = INNER.split(run)
    if len(parts) > 1:
        yield run[:LEXEME_MAX], 0, True
    for part in parts:
        if part not in STOP:
            yield _stem(part[:LEXEME_MAX]), 0, len(parts) == 1


def _stem(part: str) -> str:
    # Numbers and codes are not stemmed: they have no endings, rarely recur, and stemming them is expensive.
    stem: str = _stemmer().stemWord(part) if part.isalpha() else part
    return stem


def _chinese(run: str) -> Iterator[RunLexeme]:
    for offset, word in enumerate(_segmenter().cut(run)):
        if word not in STOP_HAN:
            yield word[:LEXEME_MAX], offset, True
    for offset, characters in enumerate(pairwise(run)):
        yield HAN_MARK + "".join(characters), offset, False
    for character in dict.fromkeys(run):
        yield HAN_MARK + character, 0, False


def pair(before: str, after: str) -> str:
    """Returns the lexeme of two neighbouring words."""
    return f"{before} {after}"


def han_runs(text: str) -> list[str]:
    """Returns the runs of Chinese in a text, normalised as in the index."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [run for run in RUNS.findall(folded) if STARTS_HAN.match(run)]


def han_lexemes(run: str) -> list[str]:
    """Returns the lexemes of every text with this run of Chinese: its pairs of characters, or its only character."""
    return [HAN_MARK + first + second for first, second in pairwise(run)] or [HAN_MARK + run]


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@cache
def _segmenter() -> Any:
    # Loaded on first use, because its dictionary takes much memory.
    import rjieba

    return rjieba


class Vector(NamedTuple):
    """A tsvector literal, and the bytes that its value takes at most."""

    literal: str
    size: int


def vector(parts: Iterable[tuple[str, str]], most: int = TICKET_BYTES) -> Vector:
    """Returns the vector of parts (text, weight), with weights A to D; the first parts come first.

    A part takes at most `MESSAGE_BYTES`, all of them ``most``; reading stops there. Pairs of words and single
    characters have no position, because neither queries nor ranking use it.
    """
    places: dict[str, list[str]] = {}
    offset = size = 0
    for text, weight in parts:
        if size >= most:
            break
        size, last = _add(places, text, weight, size, min(size + MESSAGE_BYTES, most), offset)
        offset += last + 2
    return Vector(" ".join(_placed(text, at) for text, at in places.items()), size)


def _add(places: dict[str, list[str]], text: str, weight: str, size: int, most: int, offset: int) -> tuple[int, int]:
    """Adds the lexemes of a text to ``places`` until ``most`` bytes; returns the size and the last position."""
    last = 0
    for lexeme in lexemes(text):
        at = places.get(lexeme.text)
        if at is None:
            size += len(lexeme.text.encode()) + LEXEME_BYTES
            if size > most:
                return most, last
            at = places[lexeme.text] = []
        last = lexeme.position
        if len(at) < PLACES_MAX and _has_position(lexeme.text):
            at.append(f"{min(offset + last + 1, POSITION_MAX)}{weight}")
            size += POSITION_BYTES
    return size, last


def _has_position(lexeme: str) -> bool:
    return " " not in lexeme and not (lexeme.startswith(HAN_MARK) and len(lexeme) == len(HAN_MARK) + 1)


def _placed(text: str, at: list[str]) -> str:
    return f"{quoted(text)}:{','.join(dict.fromkeys(at))}" if at else quoted(text)


def quoted(lexeme: str) -> str:
    """Quotes a lexeme for a tsvector or tsquery literal."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
