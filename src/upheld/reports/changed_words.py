"""Words for the published values that differ between two documents of a period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from upheld.i18n import moments
from upheld.i18n.words import say, short
from upheld.reports import pictures
from upheld.reports.leaves import ChangedValue, Path
from upheld.reports.queries.publications import changes, other_changes
from upheld.reports.queries.views import Change, PublicationView

FIGURE = 4
"""The length of the path of a figure: the list, plan, objective and severity."""


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A changed value as a page shows it; empty where a document does not have it."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two publications of one period, one after the other: the figures that differ, and every other value."""

    old: PublicationView
    new: PublicationView
    figures: tuple[Change, ...]
    others: tuple[ChangedLine, ...]


def comparisons(pairs: Iterable[tuple[PublicationView, PublicationView]]) -> list[Comparison]:
    """Compare publications, the earlier and the later of each pair."""
    return [
        Comparison(old, new, changes(old.figures, new.figures), tuple(_lines(other_changes(old.figures, new.figures))))
        for old, new in pairs
    ]


def _lines(values: Iterable[ChangedValue]) -> Iterator[ChangedLine]:
    for value in values:
        grows = value.grows
        yield ChangedLine(_name(value.path), _text(value.before, grows), _text(value.after, grows))


def _name(path: Path) -> str:
    if path[0] == "figures" and len(path) > FIGURE:
        _, plan, objective, severity, *rest = path
        return " · ".join([plan, f"{say('ui.objective', objective)} {severity}", _value(rest)])
    if path[:2] == ("hours", "met_missed"):
        day, hour, *which = path[2:]
        return f"{say('report.week')} · {moments.DAYS[short()][int(day)]} {hour}:00{_counted(which)}"
    return _value(list(path))


def _counted(which: list[str]) -> str:
    return f" · {say('report', 'missed' if int(which[0]) else 'met')}" if which else ""


def _value(path: list[str]) -> str:
    first, *rest = path
    labels: Mapping[str, str] = {
        "speed": say("report.speed"),
        "lateness": say("report.lateness"),
        "goals": say("report.goal", goal="").strip(),
        "cancelled": say("report.cancelled"),
        "tickets": say("report.tickets"),
    }
    details = {"speed": "{}%", "lateness": "{}%", "goals": ""}
    detail = " ".join(
        pictures.because(part) if first == "cancelled" else details.get(first, "{}").format(part) for part in rest
    )
    return f"{labels.get(first, first)} {detail}".strip()


def _text(value: Any, is_span: bool) -> str:
    if value is None:
        return ""
    return pictures.span(timedelta(seconds=float(value))) if is_span else str(value)
