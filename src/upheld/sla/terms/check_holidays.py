"""Warnings about public holidays: days that the library knows and the calendar does not close on (semantics §2)."""

from collections.abc import Iterator

from upheld.sla.calendar.calendar import Calendar
from upheld.sla.calendar.holidays import Holidays, Named, days_by_category, days_by_subdivision, resolve, subdivisions
from upheld.sla.errors import Problem
from upheld.sla.terms.model import Terms


def holiday_warnings(terms: Terms) -> Iterator[Problem]:
    """Warns where holidays depend on a subdivision or a category that the contract does not name."""
    for name, calendar in terms.calendars.items():
        if calendar.holidays is not None and calendar.holidays.country is not None:
            yield from _warnings(f"calendars.{name}.holidays", calendar, calendar.holidays, terms.effective_from.year)


def _warnings(path: str, calendar: Calendar, source: Holidays, first: int) -> Iterator[Problem]:
    country, resolved = str(source.country), resolve(source, first)
    year = first if resolved.horizon is None else min(first, resolved.horizon)
    if source.subdivision is None and (days := _open(days_by_subdivision(country, year), calendar, resolved)):
        params = _params(country, days) | {"known": _some(subdivisions(country), 20)}
        yield Problem(path, "holidays_by_subdivision", params)
    for category, named in days_by_category(country, source.subdivision, year).items():
        if days := _open(named, calendar, resolved):
            yield Problem(path, "holidays_by_category", _params(country, days) | {"category": category})


def _open(days: Named, calendar: Calendar, resolved: Holidays) -> Named:
    """Those of the days on which the calendar is open."""
    closed = {*(resolved.dates or ()), *calendar.dates}
    return {day: name for day, name in sorted(days.items()) if calendar.week[day.weekday()] and day not in closed}


def _params(country: str, days: Named) -> dict[str, str | int]:
    named = tuple(f"{day} ({name})" for day, name in days.items())
    return {"country": country, "count": len(days), "days": _some(named, 5)}


def _some(names: tuple[str, ...], most: int) -> str:
    """The names, or the first of them and an ellipsis where they are many."""
    return ", ".join(names if len(names) <= most else (*names[:most], "…"))
