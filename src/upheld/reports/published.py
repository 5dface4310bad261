"""The figures of a published document, as pages show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any

from upheld.i18n.words import say
from upheld.reports import pictures
from upheld.reports.queries.views import PublicationView
from upheld.sla import OBJECTIVES
from upheld.sla.attainments import write_attainment
from upheld.ui.drawing import Bar


@dataclass(frozen=True, slots=True)
class PublishedFigures:
    """A publication with its totals, and the lines of its table."""

    publication: PublicationView
    totals: list[tuple[str, str, int]]
    lines: list[dict[str, Any]]
    by: tuple[str, ...] = ("plan",)
    """What the table splits the figures by."""


def published_figures(report: PublicationView) -> PublishedFigures:
    """The figures of a publication as they were published, whether it stands or was withdrawn."""
    figures = figures_of(report)
    return PublishedFigures(report, _totals(figures), [_line(figure) for figure in figures])


def figures_of(report: PublicationView) -> list[Mapping[str, Any]]:
    """The figures in the document of a publication."""
    figures = report.figures.get("figures")
    return list(figures) if isinstance(figures, list) else []


def _line(figure: Mapping[str, Any]) -> dict[str, Any]:
    counts: dict[str, Any] = {name: int(figure[name]) for name in pictures.COUNTED}
    label = say("report.bar", objective=say("ui.objective", figure["objective"]), severity=figure["severity"], **counts)
    parts = tuple(Bar(counts[name], name, f"{counts[name]} {say('report', name)}") for name in ("met", "missed"))
    return {
        "row": figure,
        "group": figure.get("plan", ""),
        "attainment": figure["attainment"],
        "mark": None,
        "meets_goals": None,
        "label": label,
        "parts": parts,
        "goal": "–".join(dict.fromkeys([*figure["goals"][:1], *figure["goals"][-1:]])),
        "speed": _spread(figure["speed"]),
        "lateness": () if figure["objective"] == "update" else _spread(figure["lateness"]),
    }


def _spread(percentiles: Mapping[str, Any]) -> tuple[pictures.Spread, ...]:
    return pictures.spread({int(share): timedelta(seconds=float(span)) for share, span in percentiles.items()})


def share_of(figures: Iterable[Mapping[str, Any]], objective: str) -> Fraction | None:
    """The attainment of an objective over all of these figures; ``None`` if nothing was decided."""
    decided = [figure for figure in figures if figure["objective"] == objective]
    met, missed = sum(int(figure["met"]) for figure in decided), sum(int(figure["missed"]) for figure in decided)
    return Fraction(met, met + missed) if met + missed else None


def _totals(figures: list[Mapping[str, Any]]) -> list[tuple[str, str, int]]:
    """Each objective with decisions: its name, attainment and number of decisions."""
    decided = Counter[str]()
    for figure in figures:
        decided[figure["objective"]] += _decided(figure)
    shares = [(objective, share_of(figures, objective)) for objective in OBJECTIVES]
    return [(name, write_attainment(share), decided[name]) for name, share in shares if share is not None]


def _decided(figure: Mapping[str, Any]) -> int:
    return int(figure["met"]) + int(figure["missed"])
