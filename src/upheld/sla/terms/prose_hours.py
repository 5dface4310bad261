"""Service hours in words, for the contract as a lawyer would read it."""

from collections.abc import Iterator
from itertools import groupby

from upheld.sla.calendar.calendar import Calendar, Like
from upheld.sla.calendar.windows import DAYS, Day, Week
from upheld.sla.terms.amounts import write_amount
from upheld.sla.terms.prose_marks import as_written
from upheld.sla.words import catalogue, say, say_name
from upheld.sla.words.say_amount import say_amount


def calendar_prose(name: str, calendar: Calendar, lang: str) -> Iterator[str]:
    """The sentences on one calendar."""
    name = _heading(name, lang)
    if calendar.always:
        yield say("contract_always", {"name": name}, lang)
        return
    week = _week(calendar.week, lang) or say("contract_never", {}, lang)
    yield say("contract_calendar", {"name": name, "zone": calendar.timezone, "week": week}, lang)
    if calendar.business_day is not None:
        amount = say_amount(write_amount(calendar.business_day), lang)
        yield say("contract_business_day", {"amount": amount}, lang)
    yield from _holidays(calendar, lang)
    if calendar.dates:
        days = (f"{day}: {_entry(entry, lang)}" for day, entry in sorted(calendar.dates.items()))
        yield say("contract_special", {"days": say("semicolon", {}, lang).join(days)}, lang)


def _heading(name: str, lang: str) -> str:
    """The hours' name in words, with the contract's own name for them where that is another."""
    title = say_name("calendar", name, lang)
    return f"**{title}**" if title == name else f"**{title[:1].upper()}{title[1:]}** {as_written(name)}"


def _country(country: str, subdivision: str | None, lang: str) -> str:
    country_name = catalogue(lang).get(f"country_{country}", country)
    return f"{country_name} ({subdivision})" if subdivision else country_name


def _holidays(calendar: Calendar, lang: str) -> Iterator[str]:
    off = calendar.holidays
    if off is None:
        return
    if off.country is not None:
        yield say("contract_country", {"country": _country(off.country, off.subdivision, lang)}, lang)
        if off.make_up_days:
            yield say("contract_make_up", {}, lang)
    if off.dates is not None:
        yield say("contract_dates", {"count": len(off.dates), "worked": len(off.make_up)}, lang)
    if off.horizon is not None:
        yield say("contract_horizon", {"year": off.horizon}, lang)


def _entry(entry: Day | Like, lang: str) -> str:
    if isinstance(entry, Like):
        return say("contract_like", {"day": say(f"day_{DAYS[entry.weekday]}", {}, lang)}, lang)
    return say("comma", {}, lang).join(map(str, entry)) or say("contract_closed", {}, lang)


def _week(week: Week, lang: str) -> str:
    """Neighbouring days with equal windows are one phrase."""
    parts = []
    for windows, group in groupby(range(7), key=lambda day: week[day]):
        days = list(group)
        if windows:
            first, last = (say(f"day_{DAYS[day]}", {}, lang) for day in (days[0], days[-1]))
            name = first if len(days) == 1 else first + say("to", {}, lang) + last
            parts.append(f"{name} {say('comma', {}, lang).join(map(str, windows))}")
    return say("semicolon", {}, lang).join(parts)
