"""The list of decisions, from their titles."""

from __future__ import annotations

import re
from pathlib import Path

from scripts.reference.markdown import page

INTRODUCTION = "What was decided, why, and what it costs. A later decision replaces an earlier one and says so.\n"


def decisions_page(docs: Path) -> str:
    """docs/adr/index.md"""
    rows = []
    for path in sorted((docs / "adr").glob("[0-9]*.md")):
        title = re.sub(r"^# \d+\. ", "", path.read_text("utf-8").partition("\n")[0])
        rows.append(f"{int(path.stem[:4])}. [{title}]({path.name})")
    return page("Decisions", INTRODUCTION, "\n".join(rows) + "\n")
