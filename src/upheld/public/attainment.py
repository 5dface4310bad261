"""Attainment as the vendor has published it: for anybody, and named by its hash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from upheld.accounts.audience import public
from upheld.accounts.request import Request
from upheld.i18n.words import say
from upheld.reports import pictures
from upheld.reports.periods import CannotReadPeriod, Period, read_period
from upheld.reports.queries.publications import changes, publication, publications
from upheld.reports.queries.views import PublicationView
from upheld.sla import OBJECTIVES
from upheld.sla.attainments import write_attainment
from upheld.ui.drawing import Bar, Point


@public
@require_safe
def listing(request: Request) -> HttpResponse:
    """The newest published period; without any, a page that says so."""
    found = publications()
    if not found:
        return render(request, "public/attainment_none.html")
    newest = max(found, key=lambda one: (one.period.ends_at(), one.published_at))
    return _page(request, newest.period, found)


@public
@require_safe
def page(request: Request, period: str) -> HttpResponse:
    """One published period."""
    try:
        wanted = read_period(period)
    except CannotReadPeriod as error:
        raise Http404 from error
    found = publications()
    if not any(one.period == wanted for one in found):
        raise Http404
    return _page(request, wanted, found)


@public
@require_safe
def document(request: Request, publication_id: int) -> HttpResponse:
    """The bytes that the hash is of."""
    found = publication(publication_id=publication_id)
    if found is None:
        raise Http404
    answer = HttpResponse(found.document, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="attainment-{found.period}-{found.id}.json"'
    return answer


def _page(request: Request, period: Period, found: Sequence[PublicationView]) -> HttpResponse:
    versions = [one for one in found if one.period == period]
    shown = versions[0]
    hours = _hours(shown.figures)
    page = {
        "shown": shown,
        "vendor": shown.figures.get("vendor", ""),
        "period_name": pictures.period_name(period),
        "periods": _periods(found, period),
        "lines": [_line(figure) for figure in _figures(shown)],
        "totals": _totals(_figures(shown)),
        "cancelled": [(pictures.because(str(name)), count) for name, count in _mapping(shown, "cancelled").items()],
        "cells": pictures.cells(hours),
        "any_hour": pictures.any_hour(hours),
        "buckets": pictures.buckets(hours),
        "zone": _mapping(shown, "hours").get("zone", ""),
        "courses": list(_courses(found, period)),
        "versions": versions,
        "taken_back": [one for one in publications(period=period, withdrawn=True) if one.withdrawn_at],
        "pairs": [(old, new, changes(old.figures, new.figures)) for new, old in pairwise(versions)],
    }
    return render(request, "public/attainment.html", page)


def _figures(one: PublicationView) -> list[Mapping[str, Any]]:
    found = one.figures.get("figures")
    return list(found) if isinstance(found, list) else []


def _mapping(one: PublicationView, name: str) -> Mapping[str, Any]:
    found = one.figures.get(name)
    return found if isinstance(found, dict) else {}


def _periods(found: Iterable[PublicationView], here: Period) -> list[tuple[str, str, bool]]:
    periods = sorted({one.period for one in found}, key=lambda one: (one.ends_at(), one.months), reverse=True)
    return [(str(period), pictures.period_name(period), period == here) for period in periods]


def _line(figure: Mapping[str, Any]) -> dict[str, Any]:
    counts: dict[str, Any] = {name: int(figure[name]) for name in pictures.COUNTED}
    label = say("report.bar", objective=say("ui.objective", figure["objective"]), severity=figure["severity"], **counts)
    parts = tuple(Bar(counts[name], name, f"{counts[name]} {say('report', name)}") for name in ("met", "missed"))
    return {
        "figure": figure,
        "label": label,
        "parts": parts,
        "goal": "–".join(dict.fromkeys([*figure["goals"][:1], *figure["goals"][-1:]])),
        "speed": _spread(figure["speed"]),
        "lateness": () if figure["objective"] == "update" else _spread(figure["lateness"]),
    }


def _spread(percentiles: Mapping[str, Any]) -> tuple[pictures.Spread, ...]:
    return pictures.spread({int(share): timedelta(seconds=float(span)) for share, span in percentiles.items()})


def _share(figures: Iterable[Mapping[str, Any]], objective: str) -> Fraction | None:
    own = [figure for figure in figures if figure["objective"] == objective]
    met, missed = sum(int(one["met"]) for one in own), sum(int(one["missed"]) for one in own)
    return Fraction(met, met + missed) if met + missed else None


def _totals(figures: list[Mapping[str, Any]]) -> list[tuple[str, str, int]]:
    """Each objective that was decided: its attainment, and out of how many."""
    counted = {one: sum(_decided(figure) for figure in figures if figure["objective"] == one) for one in OBJECTIVES}
    shares = [(objective, _share(figures, objective)) for objective in OBJECTIVES]
    return [(one, write_attainment(share), counted[one]) for one, share in shares if share is not None]


def _decided(figure: Mapping[str, Any]) -> int:
    return int(figure["met"]) + int(figure["missed"])


def _hours(figures: Mapping[str, Any]) -> Any:
    told = figures.get("hours")
    rows = told.get("met_missed", []) if isinstance(told, dict) else []
    return tuple(tuple(None if cell is None else (int(cell[0]), int(cell[1])) for cell in row) for row in rows)


def _courses(found: Iterable[PublicationView], here: Period) -> Iterable[pictures.CourseView]:
    """Every published period of this kind up to this one, its newest version."""
    newest: dict[Period, PublicationView] = {}
    for one in found:
        if one.period.kind == here.kind and one.period <= here:
            newest.setdefault(one.period, one)
    periods = sorted(newest)[-12:]
    for objective in OBJECTIVES if len(periods) > 1 else ():
        points = [_point(period, _share(_figures(newest[period]), objective)) for period in periods]
        if any(point.share is not None for point in points):
            label = say("report.course_text", objective=say("ui.objective", objective))
            yield pictures.CourseView(objective, label, tuple(points))


def _point(period: Period, share: Fraction | None) -> Point:
    text = f"{pictures.period_name(period)}: {write_attainment(share) or say('report.nothing')}"
    return Point(pictures.brief(period), None if share is None else float(share), text)
