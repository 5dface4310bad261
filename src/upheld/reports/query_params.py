"""Parses the query parameters of report pages. Invalid parameters are ignored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from urllib.parse import urlencode

from upheld.desk.limits import LEVEL_MAX, NAME_MAX, SHORT_MAX
from upheld.reports.periods import CannotReadPeriod, Kind, Period, period_at, read_period
from upheld.reports.slices import GROUPS, Slice
from upheld.sla import OBJECTIVES

OUTCOMES = ("met", "missed", "excluded", "provisional", "cancelled")
LARGEST = 2**63 - 1
NONE = "-"
"""Stands for tickets without a region in a URL, where an empty value means any region (see `region_param`)."""


@dataclass(frozen=True, slots=True)
class ReportQuery:
    """The query of a report page. ``past``: as of an earlier instant; ``link_params``: parameters that links repeat."""

    period: Period
    as_of: datetime
    past: bool
    of: Slice
    by: tuple[str, ...]
    heat_of: str
    link_params: Mapping[str, str]

    def querystring(self, **changed: str) -> str:
        """The query string of the same report with some parameters changed. Empty values are omitted."""
        params = {**self.link_params, **changed}
        return urlencode({name: value for name, value in params.items() if value})


@dataclass(frozen=True, slots=True)
class DecisionSelection:
    """Selects the decisions behind one figure of a report."""

    objective: str | None
    severity: str | None
    outcome: str | None
    hour: tuple[int, int] | None
    offset: int


def read_query(params: Mapping[str, str], *, now: datetime, zone: tzinfo) -> ReportQuery:
    """Parse the query parameters. The default is the last complete period, as of now."""
    as_of = _instant(params.get("as_of", ""), zone)
    past = as_of is not None and as_of < now
    period = _period(params.get("period", ""), params.get("kind", ""), now, zone)
    by = params.get("by", "")
    of = Slice(
        customer=_number(params.get("customer")),
        plan=params.get("plan", "")[:NAME_MAX] or None,
        product=_number(params.get("product")),
        region=_region(params.get("region", "")[: SHORT_MAX + 1]),
    )
    heat_of = params.get("heat", "")
    return ReportQuery(
        period=period,
        as_of=as_of if as_of is not None and past else now,
        past=past,
        of=of,
        by=(by,) if by in GROUPS else (),
        heat_of=heat_of if heat_of in OBJECTIVES else "response",
        link_params=_link_params(params, period, by, heat_of, as_of if past else None),
    )


def _link_params(
    params: Mapping[str, str], period: Period, by: str, heat: str, as_of: datetime | None
) -> dict[str, str]:
    names = ("customer", "plan", "product", "region")
    filters = {name: params.get(name, "")[:NAME_MAX] for name in names}
    return {**filters, "period": str(period), "by": by, "heat": heat, "as_of": as_of.isoformat() if as_of else ""}


def _period(name: str, kind: str, now: datetime, zone: tzinfo) -> Period:
    try:
        return read_period(name)
    except CannotReadPeriod:
        chosen: Kind = "quarter" if kind == "quarter" else "month"
        return period_at(now, chosen, str(zone)).previous


def read_selection(params: Mapping[str, str]) -> DecisionSelection:
    """Parse the query parameters that select decisions."""
    objective, outcome = params.get("objective"), params.get("outcome")
    return DecisionSelection(
        objective=objective if objective in OBJECTIVES else None,
        severity=params.get("severity", "")[:LEVEL_MAX] or None,
        outcome=outcome if outcome in OUTCOMES else None,
        hour=_hour(params.get("hour", "")),
        offset=min(_number(params.get("after")) or 0, 1_000_000),
    )


def _hour(text: str) -> tuple[int, int] | None:
    day, _, hour = text.partition("-")
    if not (day.isdecimal() and hour.isdecimal() and len(text) <= 4):
        return None
    return (int(day), int(hour)) if int(day) < 7 and int(hour) < 24 else None


def region_param(region: str) -> str:
    """Writes a region for a URL: none as a dash, and one of dashes only with a dash more."""
    return region + NONE if set(region) <= {NONE} else region


def _region(text: str) -> str | None:
    """The region that `region_param` wrote; None for any."""
    if not text:
        return None
    return text.removesuffix(NONE) if set(text) == {NONE} else text[:SHORT_MAX]


def _number(text: str | None) -> int | None:
    if not text or not (text.isascii() and text.isdigit()) or len(text) > 19:
        return None
    return int(text) if 0 < int(text) <= LARGEST else None


def _instant(text: str, zone: tzinfo) -> datetime | None:
    """Parse an instant from a URL, or from a form in the reader's zone; ``None`` if it is invalid or overflows UTC."""
    try:
        instant = datetime.fromisoformat(text[:40].replace(" ", "+"))
        instant = instant if instant.tzinfo else instant.replace(tzinfo=zone)
        instant.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return instant
