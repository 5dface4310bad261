"""Calendar months and quarters, each in the zone of the contract that it is reported for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from upheld.operations.errors import Refused
from upheld.sla.instant import there

Kind = Literal["month", "quarter"]
NAME = re.compile(r"(2\d{3})-(0[1-9]|1[0-2]|Q[1-4])", re.ASCII)
WIDEST = timedelta(hours=26)
"""How far the same local midnight lies apart between the zones of this world."""


class CannotReadPeriod(Refused):
    """No period is named like that."""

    def __init__(self, name: str) -> None:
        super().__init__("no_such_period", field="period", name=name[:20])


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """``2026-10`` or ``2026-Q4``. ``first`` is the number of its first month since year 0."""

    first: int
    months: int

    @property
    def kind(self) -> Kind:
        return "month" if self.months == 1 else "quarter"

    @property
    def year(self) -> int:
        return self.first // 12

    @property
    def number(self) -> int:
        """The month, or the quarter, from 1."""
        return self.first % 12 // self.months + 1

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}" if self.months == 1 else f"{self.year:04}-Q{self.number}"

    @property
    def previous(self) -> Period:
        return Period(self.first - self.months, self.months)

    @property
    def next(self) -> Period:
        return Period(self.first + self.months, self.months)

    def back(self, count: int) -> Period:
        """The period that lies so many earlier."""
        return Period(self.first - count * self.months, self.months)

    def starts_at(self, zone: str = "UTC") -> datetime:
        """Its first instant in a zone."""
        return datetime(self.year, self.first % 12 + 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)

    def ends_at(self, zone: str = "UTC") -> datetime:
        """The first instant after it in a zone."""
        return self.next.starts_at(zone)

    def window(self) -> tuple[datetime, datetime]:
        """A span that holds the period of every zone."""
        return self.starts_at() - WIDEST, self.ends_at() + WIDEST


def read_period(name: str) -> Period:
    """The period of that name. Raises CannotReadPeriod."""
    found = NAME.fullmatch(name)
    if found is None:
        raise CannotReadPeriod(name)
    year, part = int(found[1]), found[2]
    if part.startswith("Q"):
        return Period(year * 12 + (int(part[1]) - 1) * 3, 3)
    return Period(year * 12 + int(part) - 1, 1)


def period_at(instant: datetime, kind: Kind, zone: str = "UTC") -> Period:
    """The period that an instant lies in."""
    local = there(instant, ZoneInfo(zone))
    months = 1 if kind == "month" else 3
    return Period(local.year * 12 + (local.month - 1) // months * months, months)


@lru_cache(maxsize=64)
def is_zone(name: str | None) -> bool:
    """Whether a name is a time zone; in the terms of a damaged version it may not be."""
    try:
        return bool(name) and ZoneInfo(str(name)) is not None
    except (ValueError, ZoneInfoNotFoundError):
        return False
