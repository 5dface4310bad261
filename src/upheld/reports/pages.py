"""What pages of reports show, the same for the vendor, the customer and the public."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any
from urllib.parse import urlencode

from upheld.i18n.words import say
from upheld.reports import pictures
from upheld.reports.filters import Question, Which
from upheld.reports.periods import Period, period_at
from upheld.reports.queries.views import DecisionPage, Report
from upheld.reports.slices import GROUPS
from upheld.sla import OBJECTIVES


def report_page(report: Report, question: Question, *, behind: str) -> dict[str, Any]:
    """The figures, the hours of the week, and what was cancelled. ``behind`` is the address of the decisions."""
    return {
        "report": report,
        "lines": pictures.lines(report, question),
        "totals": pictures.totals(report),
        "behind": behind,
        "cancelled": [(pictures.because(reason), count) for reason, count in report.cancelled.items()],
        "cancelled_query": question.query(outcome="cancelled"),
        "damaged": len(report.damaged),
        "cells": pictures.cells(report.hours),
        "any_hour": pictures.any_hour(report.hours),
        "buckets": pictures.buckets(report.hours),
        "zone": report.vendor_zone,
        "heat_tabs": [
            (question.query(heat=one), say("ui.objective", one), one == question.heat_of) for one in OBJECTIVES
        ],
    }


def period_page(question: Question, *, zone: tzinfo, now: datetime) -> dict[str, Any]:
    """Where one can go in time."""
    period = question.period
    current = period_at(now, period.kind, str(zone))
    other = _other(period)
    later = period.next if period < current else None
    return {
        "period": period,
        "period_name": pictures.period_name(period),
        "previous_query": question.query(period=str(period.previous)),
        "previous_name": pictures.period_name(period.previous),
        "next_query": question.query(period=str(later)) if later else "",
        "next_name": pictures.period_name(later) if later else "",
        "other_query": question.query(period=str(other)),
        "other_kind": other.kind,
    }


def _other(period: Period) -> Period:
    """The quarter of a month, or the first month of a quarter."""
    return Period(period.first // 3 * 3, 3) if period.kind == "month" else Period(period.first, 1)


def filter_page(question: Question, *, zone: tzinfo, offered: Mapping[str, Any]) -> dict[str, Any]:
    """The choices, with what is chosen."""
    shown = question.as_of.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if question.past else ""
    groups = [one for one in GROUPS if one != "customer" or offered.get("customers")]
    return {
        "of": question.of,
        "by": question.by[0] if question.by else "",
        "groups": groups,
        "as_of_value": shown,
        "past": question.past,
        "as_of": question.as_of,
        "export_query": question.query(by="", heat="", plan="", product="", region=""),
        **offered,
    }


def decisions_page(page: DecisionPage, question: Question, wanted: Which, *, ticket: Any, why: Any) -> dict[str, Any]:
    """The decisions behind a figure; ``ticket`` and ``why`` make the addresses of a ticket and of a reckoning."""
    past = "?" + urlencode({"as_of": question.as_of.isoformat()})
    rows = [(line, ticket(line.ticket_id), why(line) + (past if question.past else "")) for line in page.lines]
    return {
        "page": page,
        "rows": rows,
        "next": "" if page.next_offset is None else str(page.next_offset),
        "turned": wanted.offset > 0,
        "wanted": wanted,
        "period_name": pictures.period_name(question.period),
        "past": question.past,
        "as_of": question.as_of,
        "back_query": question.query(),
    }
