"""The days of further years: as a text to begin with, and what such a text adds."""

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
class Read:
    """What a text adds, or what is wrong with it."""

    years: tuple[Year, ...] = ()
    wrong: tuple[Problem, ...] = ()


def offered(terms: Terms) -> str:
    """The YAML to begin with: what has been decreed since; of other calendars an example that is to be filled in."""
    known = decreed_days(terms)
    return "\n".join(
        _dumped({name: _days(known[name])}) if name in known else _example(name, year) for name, year in _by_year(terms)
    )


def _by_year(terms: Terms) -> list[tuple[str, int]]:
    return sorted(horizons(terms).items(), key=lambda horizon: horizon[1])


def _example(name: str, known: int) -> str:
    """A calendar whose days are still missing: it is refused until they are stated."""
    year = known + 1
    saturday = next(day for day in range(1, 8) if date(year, 1, day).weekday() == 5)
    days = f"  dates:\n    - {year}-MM-DD\n  # make_up:\n  #   {year}-01-{saturday:02}: mon\n"
    said = (say("console.days_known", year=known), say("console.days_off"), say("console.days_worked"))
    comment = "".join(f"# {line}\n" for line in said)
    return comment + _dumped({name: {"horizon": year, "dates": None}}).replace("  dates: null\n", days)


def _dumped(document: Mapping[str, object]) -> str:
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, default_flow_style=False)


def _days(days: Any) -> dict[str, object]:
    """Days as dates, which YAML writes without quotes."""
    found: dict[str, object] = {"horizon": days["horizon"]}
    found["dates"] = [date.fromisoformat(day) for day in days.get("dates", ())]
    if days.get("make_up"):
        found["make_up"] = {date.fromisoformat(day): like for day, like in days["make_up"].items()}
    return found


def read(terms: Terms, source: str) -> Read:
    """What a text would add to the calendars of these terms."""
    try:
        extended = extend_holidays(terms, parse_document(source))
    except TermsInvalid as error:
        return Read(wrong=tuple(error.problems))
    return Read(years=tuple(_years(terms, extended)))


def _years(terms: Terms, extended: Terms) -> Iterator[Year]:
    known = horizons(terms)
    for name, last in horizons(extended).items():
        days = extended.calendars[name].holidays
        assert days is not None  # it has a horizon
        off, worked = Counter(day.year for day in days.dates or ()), Counter(day.year for day in days.make_up)
        for year in range(known[name] + 1, last + 1):
            yield Year(name, year, off[year], worked[year])
