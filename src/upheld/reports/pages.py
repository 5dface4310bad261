"""Template contexts of report pages, shared by the console, the portal and the public pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any
from urllib.parse import urlencode

from upheld.i18n.words import say
from upheld.reports import pictures
from upheld.reports.periods import Period, period_at
from upheld.reports.queries.views import DecisionPage, Report
from upheld.reports.query_params import DecisionSelection, ReportQuery
from upheld.reports.slices import GROUPS
from upheld.sla import OBJECTIVES


def report_page(report: Report, query: ReportQuery, *, behind: str) -> dict[str, Any]:
    """The context of a report: figures, hours of the week, cancelled tickets. ``behind``: URL of the decisions."""
    return {
        "report": report,
        "lines": pictures.lines(report, query),
        "totals": pictures.totals(report),
        "behind": behind,
        "cancelled": [(pictures.because(reason), count) for reason, count in report.cancelled.items()],
        "cancelled_query": query.querystring(outcome="cancelled"),
        "damaged": len(report.damaged),
        "cells": pictures.cells(report.hours),
        "any_hour": pictures.any_hour(report.hours),
        "buckets": pictures.buckets(report.hours),
        "zone": report.vendor_zone,
        "heat_tabs": [
            (query.querystring(heat=objective), say("ui.objective", objective), objective == query.heat_of)
            for objective in OBJECTIVES
        ],
    }


def period_page(query: ReportQuery, *, zone: tzinfo, now: datetime) -> dict[str, Any]:
    """The context of the period navigation."""
    period = query.period
    current = period_at(now, period.kind, str(zone))
    other = _other(period)
    later = period.next if period < current else None
    return {
        "period": period,
        "period_name": pictures.period_name(period),
        "previous_query": query.querystring(period=str(period.previous)),
        "previous_name": pictures.period_name(period.previous),
        "next_query": query.querystring(period=str(later)) if later else "",
        "next_name": pictures.period_name(later) if later else "",
        "other_query": query.querystring(period=str(other)),
        "other_kind": other.kind,
    }


def _other(period: Period) -> Period:
    """The quarter of a month, or the first month of a quarter."""
    return Period(period.first // 3 * 3, 3) if period.kind == "month" else Period(period.first, 1)


def filter_page(query: ReportQuery, *, zone: tzinfo, options: Mapping[str, Any]) -> dict[str, Any]:
    """The context of the filter form: its options and the current choices."""
    as_of_value = query.as_of.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if query.past else ""
    groups = [group for group in GROUPS if group != "customer" or options.get("customers")]
    return {
        "of": query.of,
        "by": query.by[0] if query.by else "",
        "groups": groups,
        "as_of_value": as_of_value,
        "past": query.past,
        "as_of": query.as_of,
        "export_query": query.querystring(by="", heat="", plan="", product="", region=""),
        **options,
    }


def decisions_page(
    page: DecisionPage, query: ReportQuery, selection: DecisionSelection, *, ticket: Any, why: Any
) -> dict[str, Any]:
    """The context of the decisions behind a figure. ``ticket`` and ``why`` return URLs (ticket, explanation)."""
    past = "?" + urlencode({"as_of": query.as_of.isoformat()})
    rows = [(line, ticket(line.ticket_id), why(line) + (past if query.past else "")) for line in page.lines]
    return {
        "page": page,
        "rows": rows,
        "next": "" if page.next_offset is None else str(page.next_offset),
        "turned": selection.offset > 0,
        "selection": selection,
        "period_name": pictures.period_name(query.period),
        "past": query.past,
        "as_of": query.as_of,
        "back_query": query.querystring(),
    }
