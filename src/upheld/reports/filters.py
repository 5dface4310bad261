"""What an address asks of a report; what cannot be read is as if it were not there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from urllib.parse import urlencode

from upheld.reports.periods import CannotReadPeriod, Kind, Period, period_at, read_period
from upheld.reports.slices import GROUPS, Slice
from upheld.sla import OBJECTIVES

OUTCOMES = ("met", "missed", "excluded", "provisional", "cancelled")
LARGEST = 2**63 - 1
NONE = "-"
"""A region that is not named, in an address: an empty value would be any."""


@dataclass(frozen=True, slots=True)
class Question:
    """A report asked for. ``past`` is whether an instant was named; ``kept`` the choices to keep in links."""

    period: Period
    as_of: datetime
    past: bool
    of: Slice
    by: tuple[str, ...]
    heat_of: str
    kept: Mapping[str, str]

    def query(self, **changed: str) -> str:
        """The address of the same report with something changed; an empty value leaves it out."""
        chosen = {**self.kept, **changed}
        return urlencode({name: value for name, value in chosen.items() if value})


@dataclass(frozen=True, slots=True)
class Which:
    """Which decisions of a report: those behind one figure."""

    objective: str | None
    severity: str | None
    outcome: str | None
    hour: tuple[int, int] | None
    offset: int


def question(given: Mapping[str, str], *, now: datetime, zone: tzinfo) -> Question:
    """Read the choices: the last month that is over by default, as of now."""
    as_of = _instant(given.get("as_of", ""), zone)
    past = as_of is not None and as_of < now
    period = _period(given.get("period", ""), given.get("kind", ""), now, zone)
    by = given.get("by", "")
    of = Slice(
        customer=_number(given.get("customer")),
        plan=given.get("plan", "")[:60] or None,
        product=_number(given.get("product")),
        region=_region(given.get("region", "")[:40]),
    )
    heat_of = given.get("heat", "")
    return Question(
        period=period,
        as_of=as_of if as_of is not None and past else now,
        past=past,
        of=of,
        by=(by,) if by in GROUPS else (),
        heat_of=heat_of if heat_of in OBJECTIVES else "response",
        kept=_kept(given, period, by, heat_of, as_of if past else None),
    )


def _kept(given: Mapping[str, str], period: Period, by: str, heat: str, as_of: datetime | None) -> dict[str, str]:
    names = ("customer", "plan", "product", "region")
    kept = {name: given.get(name, "")[:60] for name in names}
    return {**kept, "period": str(period), "by": by, "heat": heat, "as_of": as_of.isoformat() if as_of else ""}


def _period(name: str, kind: str, now: datetime, zone: tzinfo) -> Period:
    try:
        return read_period(name)
    except CannotReadPeriod:
        chosen: Kind = "quarter" if kind == "quarter" else "month"
        return period_at(now, chosen, str(zone)).previous


def which(given: Mapping[str, str]) -> Which:
    """Read which decisions are wanted."""
    objective, outcome = given.get("objective"), given.get("outcome")
    return Which(
        objective=objective if objective in OBJECTIVES else None,
        severity=given.get("severity", "")[:20] or None,
        outcome=outcome if outcome in OUTCOMES else None,
        hour=_hour(given.get("hour", "")),
        offset=min(_number(given.get("after")) or 0, 1_000_000),
    )


def _hour(text: str) -> tuple[int, int] | None:
    day, _, hour = text.partition("-")
    if not (day.isdecimal() and hour.isdecimal() and len(text) <= 4):
        return None
    return (int(day), int(hour)) if int(day) < 7 and int(hour) < 24 else None


def _region(text: str) -> str | None:
    return "" if text == NONE else text or None


def _number(text: str | None) -> int | None:
    if not text or not (text.isascii() and text.isdigit()) or len(text) > 19:
        return None
    return int(text) if 0 < int(text) <= LARGEST else None


def _instant(text: str, zone: tzinfo) -> datetime | None:
    """An instant as written in an address, or in a form in the reader's zone; one outside UTC's years is none."""
    try:
        found = datetime.fromisoformat(text[:40].replace(" ", "+"))
        found = found if found.tzinfo else found.replace(tzinfo=zone)
        found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found
