"""The list of decisions, from their titles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from scripts.reference.markdown import page, table

INTRODUCTION = """What was decided, why, and what it costs. A later decision replaces an earlier one and says so.
Missing numbers were never used.
"""


def decisions_page(docs: Path) -> str:
    """docs/adr/index.md"""
    return page("Decisions", INTRODUCTION, table(["No.", "Decision"], _rows(docs / "adr")))


def _rows(folder: Path) -> Iterator[tuple[int, str]]:
    """A table, because a list would count by itself where numbers are missing."""
    for path in sorted(folder.glob("[0-9]*.md")):
        title = re.sub(r"^# \d+\. ", "", path.read_text("utf-8").partition("\n")[0])
        yield int(path.stem[:4]), f"[{title}]({path.name})"
