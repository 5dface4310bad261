"""Calendar editions: the same terms, their holidays known for further years (semantics §2).

A published version knows its holidays up to a horizon. When later years have been decreed, an edition adds their days,
and never touches a day up to the horizon: whatever was counted stays counted, every deadline that was known stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from upheld.sla.calendar.calendar import Calendar
from upheld.sla.calendar.holidays import Holidays, decreed_since
from upheld.sla.errors import Problem, TermsInvalid
from upheld.sla.terms.model import Terms
from upheld.sla.terms.node import Node
from upheld.sla.terms.read_calendars import read_dates, read_make_up
from upheld.sla.terms.write import write_days

MOST_CALENDARS = 100
FURTHEST = 20
"""Years that an edition may add."""


def horizons(terms: Terms) -> dict[str, int]:
    """The last year whose holidays are known, for each calendar that has a horizon."""
    return {
        name: calendar.holidays.horizon
        for name, calendar in terms.calendars.items()
        if calendar.holidays is not None and calendar.holidays.horizon is not None
    }


def decreed_days(terms: Terms) -> dict[str, object]:
    """What an edition can add by itself: the days that have been decreed since the terms were published.

    In the form that ``extend_holidays`` reads. Left out are calendars whose holidays were listed by hand, and those of
    countries of which nothing more is known.
    """
    additions = {name: _decreed(calendar) for name, calendar in terms.calendars.items()}
    return {name: write_days(days) for name, days in additions.items() if days is not None}


def _decreed(calendar: Calendar) -> Holidays | None:
    return None if calendar.holidays is None else decreed_since(calendar.holidays)


def extend_holidays(terms: Terms, document: Mapping[str, object]) -> Terms:
    """The terms with the further days that a document states.

    It names calendars, and for each ``horizon``, the last year that is known now, with the ``dates`` that are off in
    the years in between (perhaps none) and the ``make_up`` days that are worked. TermsInvalid with every problem: above
    all a day that does not lie past the horizon.
    """
    problems: list[Problem] = []
    entries = Node(document, "", problems).entries(MOST_CALENDARS)
    if not entries and not problems:
        problems.append(Problem("", "edition_empty", {"known": _calendar_names(terms)}))
    calendars = {name: _extended(terms, name, node) for name, node in entries}
    if problems:
        raise TermsInvalid(*problems)
    return replace(terms, calendars={**terms.calendars, **calendars})


def carry_days(terms: Terms, before: Terms) -> Terms:
    """The terms of a next version, resolved, with the further years that the version ``before`` knows of.

    Of calendars with the same name whose holidays come from the same place: days that an edition has added are not
    lost by a new version whose text does not have them.
    """
    carried = {name: _carried(calendar, before.calendars.get(name)) for name, calendar in terms.calendars.items()}
    return replace(terms, calendars=carried)


def _carried(calendar: Calendar, before: Calendar | None) -> Calendar:
    own, previous = calendar.holidays, before.holidays if before else None
    if own is None or previous is None or own.horizon is None or previous.horizon is None:
        return calendar
    if previous.horizon <= own.horizon or _source(own) != _source(previous):
        return calendar
    return replace(calendar, holidays=_joined(own, own.horizon, _days_after(own.horizon, previous)))


def _source(holidays: Holidays) -> tuple[str | None, str | None, bool]:
    return holidays.country, holidays.subdivision, holidays.make_up_days


def _calendar_names(terms: Terms) -> str:
    return ", ".join(horizons(terms)) or "–"


def _extended(terms: Terms, name: str, node: Node) -> Calendar:
    calendar = terms.calendars.get(name, Calendar())
    current = calendar.holidays
    if current is None or current.horizon is None:
        node.wrong("edition_calendar", known=_calendar_names(terms))
        return calendar
    return replace(calendar, holidays=_joined(current, current.horizon, _later(node, current.horizon)))


def extended_as(terms: Terms, edition: Terms) -> Terms:
    """The terms with the further days that an edition states: the edition itself, if it changes nothing else.

    TermsInvalid if it adds no year, or if a day that it adds does not lie past the horizon.
    """
    additions = {name: _additions(calendar, edition.calendars.get(name)) for name, calendar in terms.calendars.items()}
    return extend_holidays(terms, {name: write_days(days) for name, days in additions.items() if days is not None})


def _additions(calendar: Calendar, edition: Calendar | None) -> Holidays | None:
    """The days of an edition's calendar past the horizon, or ``None`` where it has no other horizon."""
    current, later = calendar.holidays, edition.holidays if edition else None
    if current is None or current.horizon is None or later is None or later.horizon in (None, current.horizon):
        return None
    return _days_after(current.horizon, later)


def _days_after(horizon: int, holidays: Holidays) -> Holidays:
    return Holidays(
        dates=tuple(day for day in holidays.dates or () if day.year > horizon),
        make_up={day: like for day, like in holidays.make_up.items() if day.year > horizon},
        horizon=holidays.horizon,
    )


def _later(node: Node, current_horizon: int) -> Holidays:
    unreadable = len(node.problems)
    # A year without holidays has to be said: left out, they could not be added any more.
    fields = node.fields(["horizon", "dates"], ["make_up"])
    horizon = (
        fields["horizon"].integer(current_horizon + 1, current_horizon + FURTHEST)
        if "horizon" in fields
        else current_horizon
    )
    dates = read_dates(fields.get("dates"))
    make_up = read_make_up(fields["make_up"]) if "make_up" in fields else {}
    later = Holidays(dates=dates, make_up=make_up, horizon=horizon)
    if len(node.problems) == unreadable:
        _check(node, current_horizon, later)
    return later


def _check(node: Node, current_horizon: int, later: Holidays) -> None:
    off, last = {*(later.dates or ())}, later.horizon or current_horizon
    for day in sorted({*off, *later.make_up}):
        if not current_horizon < day.year <= last:
            node.wrong("edition_day", day=day.isoformat(), first=current_horizon + 1, last=last)
    for day in sorted(off & {*later.make_up}):
        node.wrong("edition_both", day=day.isoformat())


def _joined(current: Holidays, horizon: int, later: Holidays) -> Holidays:
    # Days that a document listed beyond its own horizon never counted; they must not begin to now.
    earlier: tuple[date, ...] = tuple(day for day in current.dates or () if day.year <= horizon)
    worked = {day: like for day, like in current.make_up.items() if day.year <= horizon}
    return replace(
        current,
        dates=(*earlier, *(later.dates or ())),
        make_up={**worked, **later.make_up},
        horizon=later.horizon,
    )
