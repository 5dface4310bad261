"""Warnings for whoever drafts a contract. They do not prevent publishing (semantics §3)."""

from collections.abc import Iterator
from datetime import timedelta

from upheld.sla.calendar.calendar import Calendar
from upheld.sla.calendar.windows import windows_micros
from upheld.sla.errors import Problem
from upheld.sla.instant import FIRST, LAST, WEEK, span_micros
from upheld.sla.terms.check_amounts import day_warnings
from upheld.sla.terms.check_holidays import holiday_warnings
from upheld.sla.terms.model import OBJECTIVES, Objective, Severity, Terms

SHORTEST_CADENCE = timedelta(minutes=5)
SHORT_UPDATES = "short_updates"
TO_CONFIRM = frozenset({SHORT_UPDATES})
"""Warnings that publishing asks about."""


def to_confirm(terms: Terms) -> tuple[Problem, ...]:
    """The warnings that have to be confirmed before valid terms are published."""
    return tuple(problem for problem in warnings(terms) if problem.code in TO_CONFIRM)


def warnings(terms: Terms) -> tuple[Problem, ...]:
    """Return warnings about terms that are valid but probably unintended."""
    return tuple(_warnings(terms))


def _warnings(terms: Terms) -> Iterator[Problem]:
    yield from _levels(terms)
    for index, severity in enumerate(terms.severities):
        yield from _compare(terms, index, severity)
        yield from _remedies(terms, index, severity)
        yield from _cadence(index, severity)
    yield from _rules(terms)
    yield from day_warnings(terms)
    yield from holiday_warnings(terms)


def _levels(terms: Terms) -> Iterator[Problem]:
    if not 3 <= len(terms.severities) <= 5:
        yield Problem("severities", "unusual_levels", {"count": len(terms.severities)})
    for index, severity in enumerate(terms.severities[:-1]):
        if severity.criteria is None:
            yield Problem(f"severities[{index}]", "no_criteria", {"severity": severity.id})


def _compare(terms: Terms, index: int, severity: Severity) -> Iterator[Problem]:
    """A higher severity should promise at least what the next lower one does."""
    for lower in terms.severities[index + 1 : index + 2]:
        for objective in OBJECTIVES:
            yield from _compare_targets(f"severities[{index}].objectives.{objective}", severity, lower, objective)


def _compare_targets(path: str, higher: Severity, lower: Severity, objective: Objective) -> Iterator[Problem]:
    ours, theirs = higher.objectives.get(objective), lower.objectives.get(objective)
    params = {"higher": higher.id, "lower": lower.id}
    if ours is None and theirs is not None:
        yield Problem(path, "lacks_objective", params)
    if ours is not None and theirs is not None and ours.within.length > theirs.within.length:
        yield Problem(path, "longer_than_lower", params)


def _remedies(terms: Terms, index: int, severity: Severity) -> Iterator[Problem]:
    if terms.credits is None:
        return
    bands = terms.credits.bands
    for objective in severity.objectives:
        if not any(band.objective == objective and band.severity in (None, severity.id) for band in bands):
            yield Problem(f"severities[{index}].objectives.{objective}", "no_remedy", {"severity": severity.id})


def _cadence(index: int, severity: Severity) -> Iterator[Problem]:
    """Warns of update cadences that nobody keeps; each missed cycle is an entry and an escalation."""
    target = severity.objectives.get("update")
    if target is not None and target.within.length < SHORTEST_CADENCE:
        minutes = int(SHORTEST_CADENCE.total_seconds() // 60)
        yield Problem(f"severities[{index}].objectives.update", SHORT_UPDATES, {"minutes": minutes})


def _rules(terms: Terms) -> Iterator[Problem]:
    if terms.credits is None:
        yield Problem("credits", "no_credits")
    if "response" in terms.pauses:
        yield Problem("pauses.waiting_on_customer", "response_never_pauses")
    for index, clause in enumerate(terms.exclusions):
        if clause.scope == "interval" and not clause.objectives:
            yield Problem(f"exclusions[{index}]", "clause_without_effect", {"id": clause.id})
    for name, calendar in terms.calendars.items():
        horizon = calendar.holidays.horizon if calendar.holidays is not None else None
        if horizon is not None and horizon < terms.effective_from.year:
            yield Problem(f"calendars.{name}", "horizon_too_early", {"year": horizon})


def reachable(calendar: Calendar, amount: timedelta) -> bool:
    """Whether that much open time ever comes, judged by the pattern and the explicit dates."""
    if calendar.always:
        return True
    us = span_micros(amount)
    weekly = sum(end - start for day in calendar.week for start, end in windows_micros(day))
    if weekly:
        return us <= weekly * ((LAST - FIRST) // WEEK // 10)
    days = [entry for entry in calendar.dates.values() if isinstance(entry, tuple)]
    return us <= sum(end - start for day in days for start, end in windows_micros(day))
