"""The files of the nets: compared with what is, or rewritten by ``make nets`` after an intended change."""

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
    """What is kept in a file; nothing where there is none."""
    path = FOLDER / name
    return path.read_text("utf-8") if path.exists() else ""


def write(name: str, text: str) -> None:
    """Keep a text."""
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def compare(name: str, text: str) -> list[str]:
    """The lines in which a file differs from a text. While rewriting, the file is written and nothing differs."""
    before = read(name)
    if before == text:
        return []
    if REWRITING:
        write(name, text)
        return []
    return list(unified_diff(before.splitlines(), text.splitlines(), f"kept {name}", "now", lineterm="", n=2))


def settle_strays(folder: str, names: Iterable[str]) -> list[str]:
    """Files of a folder that nothing is compared with any more. While rewriting they are removed."""
    expected = {FOLDER / folder / name for name in names}
    strays = sorted({path for path in (FOLDER / folder).rglob("*") if path.is_file()} - expected)
    if REWRITING:
        for path in strays:
            path.unlink()
        return []
    return [f"{path.relative_to(FOLDER)}: nothing has this text any more" for path in strays]


def words_that_differ(before: Iterable[str], now: Iterable[str]) -> Iterator[str]:
    """A readable difference of two texts, word by word, whatever the lines."""
    old, new = " ".join(before).split(), " ".join(now).split()
    for kind, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            around = " ".join(old[max(0, first - CONTEXT) : first]), " ".join(old[last : last + CONTEXT])
            yield f"    … {around[0]} [-{' '.join(old[first:last])}-]{{+{' '.join(new[begin:end])}+}} {around[1]} …"


def fail_on(problems: list[str]) -> None:
    """Fail with what differs and how to rewrite the files."""
    if problems:
        left_out = [f"… and {len(problems) - MOST} lines more"] if len(problems) > MOST else []
        pytest.fail("\n".join([*problems[:MOST], *left_out, HINT]), pytrace=False)
