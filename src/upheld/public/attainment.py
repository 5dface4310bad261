"""Public pages of published attainment, with the documents and their hashes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from upheld.accounts.audience import public
from upheld.accounts.request import Request
from upheld.i18n.words import say
from upheld.reports import pictures
from upheld.reports.changed_words import comparisons
from upheld.reports.periods import CannotReadPeriod, Period, read_period
from upheld.reports.published import figures_of, published_figures, share_of
from upheld.reports.queries.publications import (
    PublishedPeriod,
    course_publications,
    publication,
    publications,
    published_periods,
)
from upheld.reports.queries.views import PublicationView
from upheld.sla import OBJECTIVES
from upheld.sla.attainments import write_attainment
from upheld.sla.instant import write_instant
from upheld.ui.drawing import Point

COURSE = 12
"""The number of periods that a plot covers."""


@public
@require_safe
def listing(request: Request) -> HttpResponse:
    """Show the newest published period, or a placeholder page before anything is published."""
    periods = published_periods()
    # The first period, unless what was published for it is damaged.
    for entry in sorted(periods, key=_precedence, reverse=True):
        reports = publications(period=entry.period, withdrawn=True)
        if reports:
            return _page(request, entry.period, reports, periods)
    return render(request, "public/attainment_none.html")


def _precedence(entry: PublishedPeriod) -> tuple[bool, datetime, datetime]:
    return entry.stands, entry.period.ends_at(), entry.published_at


@public
@require_safe
def page(request: Request, period: str) -> HttpResponse:
    """Show one published period, or that all was taken back that had been published for it."""
    try:
        report_period = read_period(period)
    except CannotReadPeriod as error:
        raise Http404 from error
    reports = publications(period=report_period, withdrawn=True)
    if not reports:
        raise Http404
    return _page(request, report_period, reports, published_periods())


@public
@require_safe
def document(request: Request, publication_id: int) -> HttpResponse:
    """Download a published document, exactly the bytes that its hash covers; a withdrawn one within a note."""
    report = publication(publication_id=publication_id, withdrawn=True)
    if report is None:
        raise Http404
    if report.withdrawn_at is not None:
        return JsonResponse(_withdrawal(report), status=410)
    response = HttpResponse(report.document, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="attainment-{report.period}-{report.id}.json"'
    return response


def _is_shown(report: PublicationView) -> bool:
    return report.withdrawn_at is None


def _withdrawal(report: PublicationView) -> dict[str, object]:
    assert report.withdrawn_at is not None
    return {
        "id": report.id,
        "period": str(report.period),
        "sha256": report.sha256,
        "published_at": write_instant(report.published_at),
        "withdrawn_at": write_instant(report.withdrawn_at),
        "withdrawn_by": report.withdrawn_by,
        "withdrawn_because": report.withdrawn_because,
        "figures": report.figures,
    }


def _page(
    request: Request, period: Period, reports: Sequence[PublicationView], periods: Sequence[PublishedPeriod]
) -> HttpResponse:
    versions = [report for report in reports if _is_shown(report)]
    withdrawn = [report for report in reports if not _is_shown(report)]
    context = {
        "vendor": reports[0].figures.get("vendor", ""),
        "period_name": pictures.period_name(period),
        "periods": _periods(periods, period),
        "versions": versions,
        "withdrawn": [published_figures(report) for report in withdrawn],
        "pairs": comparisons((old, new) for new, old in pairwise(reports)),
    }
    if not versions:
        return render(request, "public/attainment_withdrawn.html", context)
    newest = versions[0]
    hours = _hours(newest.figures)
    figures = {
        "publication": newest,
        "current": published_figures(newest),
        "withdrawn_since": next((report for report in withdrawn if report.published_at > newest.published_at), None),
        "restated": any(_is_shown(report) for report in reports[:-1]),
        "cancelled": [(pictures.because(str(name)), count) for name, count in _mapping(newest, "cancelled").items()],
        "cells": pictures.cells(hours),
        "any_hour": pictures.any_hour(hours),
        "buckets": pictures.buckets(hours),
        "zone": _mapping(newest, "hours").get("zone", ""),
        "courses": list(_courses(periods, period)),
    }
    return render(request, "public/attainment.html", context | figures)


def _mapping(report: PublicationView, name: str) -> Mapping[str, Any]:
    value = report.figures.get(name)
    return value if isinstance(value, dict) else {}


def _periods(periods: Iterable[PublishedPeriod], here: Period) -> list[tuple[str, str, bool]]:
    return [(str(entry.period), pictures.period_name(entry.period), entry.period == here) for entry in periods]


def _hours(figures: Mapping[str, Any]) -> Any:
    hours = figures.get("hours")
    rows = hours.get("met_missed", []) if isinstance(hours, dict) else []
    return tuple(tuple(None if cell is None else (int(cell[0]), int(cell[1])) for cell in row) for row in rows)


def _courses(published: Iterable[PublishedPeriod], here: Period) -> Iterable[pictures.CourseView]:
    """Yield the plot of each objective over the published periods of this kind up to this one."""
    standing = [entry.period for entry in published if entry.stands]
    newest = course_publications([each for each in standing if each.kind == here.kind and each <= here][:COURSE])
    periods = sorted(newest)
    for objective in OBJECTIVES if len(periods) > 1 else ():
        points = [_point(period, share_of(figures_of(newest[period]), objective)) for period in periods]
        if any(point.share is not None for point in points):
            label = say("report.course_text", objective=say("ui.objective", objective))
            yield pictures.CourseView(objective, label, tuple(points))


def _point(period: Period, share: Fraction | None) -> Point:
    text = f"{pictures.period_name(period)}: {write_attainment(share) or say('report.nothing')}"
    return Point(pictures.brief(period), None if share is None else float(share), text)
