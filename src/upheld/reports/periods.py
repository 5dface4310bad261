"""Calendar months and quarters, evaluated in the time zone of each contract."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from upheld.operations.errors import Refused
from upheld.sla.instant import there

Kind = Literal["month", "quarter"]
NAME = re.compile(r"(2\d{3})-(0[1-9]|1[0-2]|Q[1-4])", re.ASCII)
WIDEST = timedelta(hours=26)
"""The largest distance between the same local midnight in two time zones."""


class CannotReadPeriod(Refused):
    """The name is not that of a period."""

    def __init__(self, name: str) -> None:
        super().__init__("no_such_period", field="period", name=name[:20])


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month (``2026-10``) or quarter (``2026-Q4``). ``first`` counts its first month since year 0."""

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
        """The number of the month or quarter in its year, from 1."""
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
        """The period that many periods earlier."""
        return Period(self.first - count * self.months, self.months)

    def starts_at(self, zone: str = "UTC") -> datetime:
        """The first instant of the period in a zone."""
        return datetime(self.year, self.first % 12 + 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)

    def ends_at(self, zone: str = "UTC") -> datetime:
        """The first instant after the period in a zone."""
        return self.next.starts_at(zone)

    def window(self) -> tuple[datetime, datetime]:
        """The start and end of a span that contains the period in every zone."""
        return self.starts_at() - WIDEST, self.ends_at() + WIDEST


def months_of(period: Period) -> tuple[Period, ...]:
    """The months of a period, in order."""
    return tuple(Period(period.first + offset, 1) for offset in range(period.months))


def quarter_of(period: Period) -> Period:
    """The quarter that contains a month, or the quarter itself."""
    return Period(period.first // 3 * 3, 3)


def read_period(name: str) -> Period:
    """Parse the name of a period. Raises CannotReadPeriod."""
    match = NAME.fullmatch(name)
    if match is None:
        raise CannotReadPeriod(name)
    year, part = int(match[1]), match[2]
    if part.startswith("Q"):
        return Period(year * 12 + (int(part[1]) - 1) * 3, 3)
    return Period(year * 12 + int(part) - 1, 1)


def period_at(instant: datetime, kind: Kind, zone: str = "UTC") -> Period:
    """The period that contains an instant."""
    local = there(instant, ZoneInfo(zone))
    months = 1 if kind == "month" else 3
    return Period(local.year * 12 + (local.month - 1) // months * months, months)


FOLLOWED = 3
"""For so many months (and one quarter) a proposed credit follows restated figures."""


def followed(now: datetime) -> Iterator[Period]:
    """The periods that are over, and whose credits still follow their figures."""
    month = period_at(now, "month")
    yield from (month.back(count) for count in range(FOLLOWED, 0, -1))
    yield period_at(now, "quarter").previous
