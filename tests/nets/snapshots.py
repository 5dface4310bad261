"""Snapshot files: compared with the present, or rewritten by ``make nets`` after an intended change."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher, unified_diff
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
REWRITING = os.environ.get("NETS") == "rewrite"
HINT = "If this is meant: make nets, and review the diff of tests/nets."
CONTEXT, MOST = 6, 200


def read(name: str) -> str:
    """The text of a file; empty where there is none."""
    path = FOLDER / name
    return path.read_text("utf-8") if path.exists() else ""


def write(name: str, text: str) -> None:
    """Write a file."""
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def compare(name: str, text: str) -> list[str]:
    """Return a diff of a file and a text. While rewriting, write the file and return no difference."""
    before = read(name)
    if before == text:
        return []
    if REWRITING:
        write(name, text)
        return []
    return list(unified_diff(before.splitlines(), text.splitlines(), f"snapshot {name}", "now", lineterm="", n=2))


def settle_strays(folder: str, names: Iterable[str]) -> list[str]:
    """Return the files of a folder that belong to nothing any more. While rewriting, remove them."""
    expected = {FOLDER / folder / name for name in names}
    strays = sorted({path for path in (FOLDER / folder).rglob("*") if path.is_file()} - expected)
    if REWRITING:
        for path in strays:
            path.unlink()
        return []
    return [f"{path.relative_to(FOLDER)}: nothing has this text any more" for path in strays]


def words_that_differ(before: Iterable[str], now: Iterable[str]) -> Iterator[str]:
    """Yield the differences of two texts word by word, independent of line breaks."""
    old, new = " ".join(before).split(), " ".join(now).split()
    for kind, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            around = " ".join(old[max(0, first - CONTEXT) : first]), " ".join(old[last : last + CONTEXT])
            yield f"    … {around[0]} [-{' '.join(old[first:last])}-]{{+{' '.join(new[begin:end])}+}} {around[1]} …"


def fail_on(problems: list[str]) -> None:
    """Fail with the differences and the command that rewrites the files."""
    if problems:
        left_out = [f"… and {len(problems) - MOST} lines more"] if len(problems) > MOST else []
        pytest.fail("\n".join([*problems[:MOST], *left_out, HINT]), pytrace=False)
