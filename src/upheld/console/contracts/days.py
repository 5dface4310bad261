"""Holidays of further years: the YAML to start from, and what an edited YAML adds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from upheld.i18n.words import say
from upheld.sla import Problem, Terms, TermsInvalid, decreed_days, extend_holidays, horizons, parse_document


@dataclass(frozen=True, slots=True)
class Year:
    """What an edition adds to a calendar for a year: days off, and weekend days that are worked."""

    calendar: str
    year: int
    off: int
    worked: int


@dataclass(frozen=True, slots=True)
class Extension:
    """The years that a source adds, or its problems."""

    years: tuple[Year, ...] = ()
    wrong: tuple[Problem, ...] = ()


def initial_source(terms: Terms) -> str:
    """Returns the YAML to start from: holidays decreed since, and an example for every other calendar."""
    decreed = decreed_days(terms)
    return "\n".join(
        _dump({name: _days(decreed[name])}) if name in decreed else _example(name, year)
        for name, year in _calendars_by_year(terms)
    )


def _calendars_by_year(terms: Terms) -> list[tuple[str, int]]:
    return sorted(horizons(terms).items(), key=lambda horizon: horizon[1])


def _example(name: str, last_year: int) -> str:
    """An example of a calendar without dates; it is refused until somebody fills them in."""
    year = last_year + 1
    saturday = next(day for day in range(1, 8) if date(year, 1, day).weekday() == 5)
    days = f"  dates:\n    - {year}-MM-DD\n  # make_up:\n  #   {year}-01-{saturday:02}: mon\n"
    hints = (say("console.days_known", year=last_year), say("console.days_off"), say("console.days_worked"))
    comment = "".join(f"# {line}\n" for line in hints)
    return comment + _dump({name: {"horizon": year, "dates": None}}).replace("  dates: null\n", days)


def _dump(document: Mapping[str, object]) -> str:
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, default_flow_style=False)


def _days(days: Any) -> dict[str, object]:
    """Converts ISO dates to ``date`` objects, which YAML writes without quotes."""
    document: dict[str, object] = {"horizon": days["horizon"]}
    document["dates"] = [date.fromisoformat(day) for day in days.get("dates", ())]
    if days.get("make_up"):
        document["make_up"] = {date.fromisoformat(day): like for day, like in days["make_up"].items()}
    return document


def read(terms: Terms, source: str) -> Extension:
    """Reads what a source would add to the calendars of these terms."""
    try:
        extended = extend_holidays(terms, parse_document(source))
    except TermsInvalid as error:
        return Extension(wrong=tuple(error.problems))
    return Extension(years=tuple(_years(terms, extended)))


def _years(terms: Terms, extended: Terms) -> Iterator[Year]:
    last_years = horizons(terms)
    for name, last in horizons(extended).items():
        days = extended.calendars[name].holidays
        assert days is not None  # it has a horizon
        off, worked = Counter(day.year for day in days.dates or ()), Counter(day.year for day in days.make_up)
        for year in range(last_years[name] + 1, last + 1):
            yield Year(name, year, off[year], worked[year])
