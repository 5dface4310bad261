"""How far into the future the calendars of published versions are known (semantics §2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from upheld.contracts.models import ContractVersion
from upheld.contracts.queries.terms import terms_of_versions
from upheld.database import ask
from upheld.sla import Terms, decreed_days, horizons
from upheld.sla.calendar.zones import is_zone

NEAR = timedelta(days=60)
"""How long before its end a calendar is reported."""
COLUMNS = (
    "pk",
    "contract_id",
    "number",
    "edition",
    "effective_from",
    "effective_to",
    "contract__name",
    "contract__organisation__name",
)
HORIZONS = """
    SELECT version.id, calendar.key, (calendar.value #>> '{holidays,horizon}')::int, calendar.value ->> 'timezone'
    FROM contracts_contractversion version, jsonb_each(version.terms -> 'calendars') calendar
    WHERE version.id = ANY(%s) AND calendar.value #>> '{holidays,horizon}' IS NOT NULL
    ORDER BY 3, 2
"""


@dataclass(frozen=True, slots=True)
class Horizon:
    """The end of a calendar, whose holidays are known up to the end of ``year`` in its own zone."""

    calendar: str
    year: int
    ends_at: datetime

    def is_near(self, now: datetime) -> bool:
        """Whether the calendar ends within sixty days, or has ended."""
        return now >= self.ends_at - NEAR

    def has_ended(self, now: datetime) -> bool:
        """Whether the calendar has ended, so that no deadline can be computed with it."""
        return now >= self.ends_at


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """A calendar of a version that is or will be in effect, or that was included by ``also``.

    ``further`` is the last year to which decreed holidays can extend it, if any.
    """

    contract_id: int
    contract: str
    customer: str
    number: int
    version_id: int
    edition: int
    horizon: Horizon
    further: int | None


def horizons_of(version_ids: Iterable[int]) -> Mapping[int, tuple[Horizon, ...]]:
    """The calendar ends of published versions, earliest first; one statement."""
    rows = ask(HORIZONS, [list(version_ids)])
    by_version: dict[int, tuple[Horizon, ...]] = {}
    for version_id, calendar, year, zone in rows:
        if not (zone and is_zone(zone)):
            continue  # a damaged version
        by_version[version_id] = (*by_version.get(version_id, ()), _horizon(calendar, year, zone))
    return by_version


def horizons_in(terms: Terms) -> tuple[Horizon, ...]:
    """The calendar ends of terms, earliest first."""
    ends = (_horizon(name, year, terms.calendars[name].timezone) for name, year in horizons(terms).items())
    return tuple(sorted(ends, key=lambda horizon: (horizon.year, horizon.calendar)))


def calendars(*, now: datetime, also: Iterable[int] = ()) -> tuple[CalendarLine, ...]:
    """The calendars with an end, of versions in effect now or later and of the versions ``also``.

    Sorted by customer; two statements.
    """
    rows = _rows(now, frozenset(also))
    terms = terms_of_versions(row["pk"] for row in rows)
    return tuple(line for row in rows if row["pk"] in terms for line in _lines(row, terms[row["pk"]]))


def _lines(row: Mapping[str, Any], terms: Terms) -> Iterator[CalendarLine]:
    further = decreed_days(terms)
    for horizon in horizons_in(terms):
        yield CalendarLine(
            contract_id=row["contract_id"],
            contract=row["contract__name"],
            customer=row["contract__organisation__name"],
            number=row["number"],
            version_id=row["pk"],
            edition=row["edition"],
            horizon=horizon,
            further=_year(further.get(horizon.calendar)),
        )


def _year(days: object) -> int | None:
    return int(days["horizon"]) if isinstance(days, Mapping) else None


def _rows(now: datetime, also: frozenset[int]) -> list[dict[str, Any]]:
    published = ContractVersion.objects.filter(published_at__isnull=False)
    rows = published.order_by("contract__organisation__name", "contract__name", "contract_id", "-number", "-edition")
    current_rows: list[dict[str, Any]] = []
    for _, versions in groupby(rows.values(*COLUMNS), lambda row: row["contract_id"]):
        current_rows += _of_contract(list(versions), now, also)
    return current_rows


def _of_contract(rows: list[dict[str, Any]], now: datetime, also: frozenset[int]) -> Iterator[dict[str, Any]]:
    """Yield the newest edition of each version in effect now or later or in ``also``, newest version first."""
    superseded = False
    for _, editions in groupby(rows, lambda row: row["number"]):
        newest, *_ = editions
        over = newest["effective_to"] is not None and newest["effective_to"] <= now
        if newest["pk"] in also or not (over or superseded):
            yield newest
        superseded = superseded or (not over and newest["effective_from"] <= now)


def _horizon(calendar: str, year: int, zone: str) -> Horizon:
    return Horizon(calendar, year, datetime(min(year + 1, 9999), 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC))
