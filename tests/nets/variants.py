"""One text for several readers: lines that all of them get stand once, the others say who gets them.

A line of some readers begins with their names in guillemets: ``‹admin csm› Erase``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

MARK = re.compile(r"‹([^›]*)› ?(.*)")


def merge(texts: Mapping[str, Sequence[str]]) -> list[str]:
    """The lines of all readers, as one text."""
    merged: list[tuple[str, list[str]]] = []
    for reader, lines in texts.items():
        merged = list(_with_reader(merged, reader, lines))
    return [line if len(readers) == len(texts) else f"‹{' '.join(readers)}› {line}" for line, readers in merged]


def _with_reader(
    merged: Sequence[tuple[str, list[str]]], reader: str, lines: Sequence[str]
) -> Iterator[tuple[str, list[str]]]:
    before = [line for line, _ in merged]
    for kind, first, last, begin, end in SequenceMatcher(None, before, lines, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from ((line, [*readers, reader]) for line, readers in merged[first:last])
        else:
            yield from merged[first:last]
            yield from ((line, [reader]) for line in lines[begin:end])


def split(merged: Iterable[str], readers: Sequence[str]) -> dict[str, list[str]]:
    """The lines of each reader, out of what `merge` made."""
    texts: dict[str, list[str]] = {reader: [] for reader in readers}
    for line in merged:
        mark = MARK.fullmatch(line)
        for reader in mark[1].split() if mark else readers:
            texts[reader].append(mark[2] if mark else line)
    return texts


def flat(lines: Iterable[str]) -> str:
    """A text without white space, which is what counts: where a line ends follows from markup."""
    return "".join("".join(line.split()) for line in lines)
