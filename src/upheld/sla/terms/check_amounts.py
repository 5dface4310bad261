"""Warnings about amounts: a day of 24 hours on service hours is rarely meant (semantics §3)."""

from collections.abc import Iterator

from upheld.sla.calendar.calendar import Calendar
from upheld.sla.calendar.windows import windows_micros
from upheld.sla.errors import Problem
from upheld.sla.instant import DAY, HOUR, span_micros
from upheld.sla.terms.amounts import Allowance
from upheld.sla.terms.model import Terms

Limit = tuple[str, Allowance | None, str]
"""The path of an amount, the amount, and the name of the calendar on which it counts."""


def day_warnings(terms: Terms) -> Iterator[Problem]:
    """Warns where days of 24 hours count on a calendar that is not always open."""
    for path, amount, name in _limits(terms):
        service_day = _service_day(terms.calendar(name))
        if amount is not None and amount.days and service_day is not None:
            count = span_micros(amount.length)
            params = {
                "amount": amount.text,
                "calendar": name,
                "hours": _number(count / HOUR),
                "days": _number(count / service_day),
            }
            yield Problem(path, "days_on_service_hours", params)


def _limits(terms: Terms) -> Iterator[Limit]:
    for index, severity in enumerate(terms.severities):
        for objective, target in severity.objectives.items():
            key = "every" if target.every else "within"
            yield f"severities[{index}].objectives.{objective}.{key}", target.within, target.calendar
    if terms.acceptance is not None:
        yield "acceptance.after", terms.acceptance.after, terms.acceptance.calendar
    if terms.reopening is not None:
        yield "reopening.within", terms.reopening.within, terms.reopening.calendar
    if terms.disputes is not None:
        yield "disputes.ruling_within", terms.disputes.ruling_within, terms.disputes.calendar
    for index, step in enumerate(terms.escalation):
        yield f"escalation[{index}].after", step.after, step.calendar


def _service_day(calendar: Calendar) -> float | None:
    """The mean length of the days of the week that are open. None where every hour of the week is, or none."""
    days = [sum(end - start for start, end in windows_micros(day)) for day in calendar.week]
    open_days = [day for day in days if day]
    if calendar.always or not open_days or sum(days) >= 7 * DAY:
        return None
    return sum(open_days) / len(open_days)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
