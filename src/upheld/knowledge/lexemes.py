"""Text → lexemes, in Chinese and English, made by us: no server dictionary or collation decides what is found.

Words are cut by a segmenter and stemmed; every run of Chinese is kept as pairs of characters too, under a
``~``, so that any fragment is found. Composite words ("4.2.1", "CAN_NOT_JOIN") count whole and in parts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

TEXT_MAX = 20_000
"""Characters of one text that are indexed."""
LEXEME_MAX = 80
POSITION_MAX = 16_000
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af"
RUNS = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:[._\-/:+#]+[^\W_{HAN}]+)*")
INNER = re.compile(r"[._\-/:+#]+")
STOP = frozenset(
    "a an and are as at be by for from has have i in is it its of on or that the this to was we with".split()  # noqa: SIM905
)
STOP_HAN = frozenset(
    "的 了 是 在 我 我们 你 你们 他 吗 呢 吧 和 与 也 都 就 请 问 请问 什么 怎么 为什么 如何 哪里 一个 这个".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A lexeme at a position; ``word`` is false for the parts and pairs that only widen what is found."""

    text: str
    position: int
    word: bool


def lexemes(text: str) -> Iterator[Lexeme]:
    """The lexemes of a text, in order of position."""
    folded = unicodedata.normalize("NFKC", text[:TEXT_MAX]).casefold()
    position = 0
    for run in RUNS.finditer(folded):
        for found in _of_run(run.group(), position):
            yield found
            position = max(position, found.position)
        position += 1
        if position > POSITION_MAX:
            return


def _of_run(run: str, start: int) -> Iterator[Lexeme]:
    if re.match(f"[{HAN}]", run):
        yield from _chinese(run, start)
    else:
        yield from _latin(run, start)


def _latin(run: str, position: int) -> Iterator[Lexeme]:
    parts = INNER.split(run)
    if len(parts) > 1:
        yield Lexeme(run[:LEXEME_MAX], position, True)
    for part in parts:
        if part not in STOP:
            yield Lexeme(_stem(part[:LEXEME_MAX]), position, len(parts) == 1)


def _chinese(run: str, start: int) -> Iterator[Lexeme]:
    position = start
    for word in _segmenter().cut(run):
        if word not in STOP_HAN:
            yield Lexeme(word[:LEXEME_MAX], position, True)
        position += 1
    for offset, pair in enumerate(_pairs(run)):
        yield Lexeme("~" + pair, start + offset, False)


def _pairs(run: str) -> list[str]:
    return [first + second for first, second in pairwise(run)] or [run]


def fragments(text: str) -> list[str]:
    """The pairs of characters of a text, for finding any fragment of Chinese."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    runs = (run.group() for run in RUNS.finditer(folded))
    return ["~" + pair for run in runs if re.match(f"[{HAN}]", run) for pair in _pairs(run)]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


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
    """A tsvector literal of (text, weight) pairs; weights are A to D."""
    places: dict[str, list[str]] = {}
    offset = 0
    for text, weight in parts:
        last = 0
        for found in lexemes(text):
            last = found.position
            places.setdefault(found.text, []).append(f"{min(offset + last + 1, POSITION_MAX)}{weight}")
        offset += last + 2
    return " ".join(f"{quoted(text)}:{','.join(dict.fromkeys(at[:64]))}" for text, at in places.items())


def quoted(lexeme: str) -> str:
    """A lexeme as tsvector and tsquery literals write it."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
