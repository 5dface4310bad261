"""Public holidays, and the year until which they are decreed (semantics §2).

The ``holidays`` library extrapolates future years. A deadline must not depend on a guess: ``DECREED`` lists for each
country the year until which the days have been decreed or follow from a statute in force. Beyond it nothing
is known, and nothing is counted. A published contract carries the resolved dates, so that no library is needed to
recompute it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Final

EARLIEST: Final = 2001

DECREED: Final[Mapping[str, int]] = {
    # Decreed every autumn for the next year; make-up days included.
    "CN": 2026,
    "TW": 2026,
    # Gazetted one or two years ahead.
    "HK": 2026,
    "MO": 2026,
    "SG": 2026,
    "KR": 2026,
    # Fixed by statute: dates follow from the calendar.
    "AT": 2030,
    "AU": 2030,
    "BE": 2030,
    "CA": 2030,
    "CH": 2030,
    "DE": 2030,
    "DK": 2030,
    "ES": 2030,
    "FI": 2030,
    "FR": 2030,
    "GB": 2030,
    "IE": 2030,
    "IT": 2030,
    "NL": 2030,
    "NO": 2030,
    "NZ": 2030,
    "PL": 2030,
    "PT": 2030,
    "SE": 2030,
    "US": 2030,
}
ELSEWHERE: Final = 2026


@dataclass(frozen=True, slots=True)
class Holidays:
    """Either a country whose days are still to be resolved (``dates`` is None), or explicit days.

    ``make_up`` maps a weekend day that is worked to the weekday (0 = Monday) whose windows it has. ``horizon`` is the
    last year that is known; None means that the list is complete for ever.
    """

    country: str | None = None
    subdivision: str | None = None
    make_up_days: bool = False
    dates: tuple[date, ...] | None = None
    make_up: Mapping[date, int] = field(default_factory=dict)
    horizon: int | None = None


def is_country(country: str, subdivision: str | None) -> bool:
    """Whether the library knows the country, and the subdivision if one is given."""
    import holidays

    supported = holidays.list_supported_countries(include_aliases=True)
    return country in supported and (subdivision is None or subdivision in supported[country])


def resolve(source: Holidays, first: int = EARLIEST) -> Holidays:
    """The same holidays as explicit dates, from the year ``first`` up to the horizon.

    Explicit ones are returned as they are.
    """
    if source.dates is not None or source.country is None:
        return source
    import holidays

    horizon = DECREED.get(source.country, ELSEWHERE)
    years = range(min(first, horizon), horizon + 1)
    days = holidays.country_holidays(source.country, subdiv=source.subdivision, years=years)
    worked: set[date] = set(getattr(days, "weekend_workdays", ())) if source.make_up_days else set()
    return replace(
        source,
        dates=tuple(sorted(day for day in days if day.year in years)),
        make_up={day: 0 for day in sorted(worked) if day.year in years},
        horizon=horizon,
    )


Named = Mapping[date, str]
"""Days with their names, in English where the library has it."""

AMERICAN: Final = re.compile(r"\b(\d\d)/(\d\d)/(\d{4})\b")
"""A date in the library's American English, as in a day off that is substituted from another."""

CATEGORIES: Final = ("optional", "bank", "government")
"""Categories of the library, beside its public holidays, on whose days offices may be closed."""


def subdivisions(country: str) -> tuple[str, ...]:
    """The subdivisions of a country that the library knows."""
    import holidays

    return tuple(holidays.list_supported_countries(include_aliases=False).get(country, ()))


def days_by_subdivision(country: str, year: int) -> Named:
    """The days of a year that are holidays in some subdivision, but not in the whole country."""
    whole = named_days(country, None, year)
    days: dict[date, str] = {}
    for subdivision in subdivisions(country):
        days |= named_days(country, subdivision, year)
    return {day: name for day, name in days.items() if day not in whole}


def days_by_category(country: str, subdivision: str | None, year: int) -> Mapping[str, Named]:
    """The days of a year that the library lists under a category other than the public holidays."""
    import holidays

    supported = getattr(holidays, country).supported_categories
    return {name: named_days(country, subdivision, year, name) for name in CATEGORIES if name in supported}


@lru_cache(maxsize=512)
def named_days(country: str, subdivision: str | None, year: int, category: str = "public", lang: str = "en") -> Named:
    """The days of a year with their names, in the library's own language where it has none of the wanted ones."""
    import holidays

    languages = getattr(holidays, country).supported_languages
    preferred = ("zh_CN", "zh_HK", "zh_TW") if lang == "zh" else ()
    language = next((name for name in (*preferred, "en_US", f"en_{country}") if name in languages), None)
    days = holidays.country_holidays(country, subdiv=subdivision, years=year, categories=(category,), language=language)
    dated = {day: name for day, name in days.items() if day.year == year}
    if language != "en_US":
        return dated
    return {day: AMERICAN.sub(r"\3-\1-\2", name) for day, name in dated.items()}


def decreed_since(current: Holidays) -> Holidays | None:
    """The days of a country that have been decreed after ``current``; None where there are none.

    Only what lies past the horizon of ``current``: a later edition adds dates, it changes none.
    """
    if current.country is None or current.horizon is None:
        return None
    if DECREED.get(current.country, ELSEWHERE) <= current.horizon:
        return None
    return resolve(replace(current, dates=None, make_up={}, horizon=None), current.horizon + 1)
