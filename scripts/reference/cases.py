"""Worked cases: every ``docs/cases/*.yaml`` with its story, facts, readings and pictures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from scripts.reference.markdown import code, page, table

Case = Mapping[str, Any]
GROUPS = (  # the first case of each group
    (1, "time", "Calendars and deadlines"),
    (16, "targets", "Targets and what counts as a response"),
    (18, "severity", "Changes of severity"),
    (33, "disputes", "Disputes"),
    (37, "waits", "Waits"),
    (40, "delivery", "Delivery, acceptance, silence"),
    (49, "updates", "Updates and reopening"),
    (57, "exclusions", "Exclusions"),
    (62, "rest", "Endings and corners"),
)
INTRODUCTION = """\
Small contracts with a few facts, worked out by hand. Each file in [`docs/cases`](../../cases/) holds the terms, the
facts, the instant and the expected readings; the tests compare every field. A picture shows the clock at that instant:
solid is counted, hatched is not, the dashed line is the deadline.
"""
SHOWN = (
    "objective",
    "cycle",
    "severity",
    "state",
    "outcome",
    "due_at",
    "stopped_at",
    "counted",
    "remaining",
    "overdue",
)


def case_pages(docs: Path) -> Iterator[tuple[str, str]]:
    """Path below docs/ and text of the case pages and of their pictures."""
    paths = sorted((docs / "cases").glob("*.yaml"))
    index = []
    for place, (first, name, title) in enumerate(GROUPS):
        last = GROUPS[place + 1][0] if place + 1 < len(GROUPS) else 10_000
        chosen = [path for path in paths if first <= int(path.stem[:2]) < last]
        sections = []
        for path in chosen:
            case = _plain(yaml.safe_load(path.read_text("utf-8")))
            pictures = dict(_pictures(path.stem, case))
            yield from ((f"reference/cases/{file}", svg) for file, svg in pictures.items())
            sections.append(_section(path.stem, case, list(pictures)))
            index.append((f"[{case['title']['en']}]({name}.md#{path.stem})", case["title"]["zh"]))
        yield f"reference/cases/{name}.md", page(f"Worked cases: {title.lower()}", *sections)
    listing = table(("Case", "案例"), index)
    yield "reference/cases/index.md", page("Worked cases", INTRODUCTION.replace("../../cases/", CASES), listing)


CASES = "semantics-link"


def _plain(value: Any) -> Any:
    """Data as JSON would carry it."""
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return str(value) if isinstance(value, date) and not isinstance(value, datetime) else value
