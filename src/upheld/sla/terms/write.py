"""The canonical form of terms: plain data, JSON-able, defaults left out. ``read_terms(write_terms(t)) == t``."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from upheld.sla.calendar.calendar import Calendar, Like
from upheld.sla.calendar.holidays import Holidays
from upheld.sla.calendar.windows import DAYS, Day, Week
from upheld.sla.terms.amounts import write_amount, write_share
from upheld.sla.terms.model import (
    OBJECTIVES,
    ROUND_THE_CLOCK,
    Acceptance,
    Attainment,
    Credits,
    Disputes,
    Entitlement,
    EscalationStep,
    Exclusion,
    Reopening,
    Severity,
    Target,
    Terms,
)

Plain = dict[str, Any]


def write_terms(terms: Terms) -> dict[str, object]:
    """The document of the terms, in the order of the page (semantics §3)."""
    document: Plain = {"upheld": 1, "name": terms.name, "version": terms.version, "timezone": terms.timezone}
    document["effective"] = _some({"from": terms.effective_from.isoformat(), "to": _date(terms.effective_to)})
    if terms.evidence:
        document["evidence"] = dict(terms.evidence)
    document["calendars"] = {name: write_calendar(calendar) for name, calendar in terms.calendars.items()}
    document["severities"] = [_severity(severity) for severity in terms.severities]
    _changed(document, terms, "reclassification", "while_disputed")
    document |= _some(
        {
            "acceptance": None if terms.acceptance is None else _acceptance(terms.acceptance),
            "reopening": None if terms.reopening is None else _reopening(terms.reopening),
            "pauses": {"waiting_on_customer": list(terms.pauses)} if terms.pauses else None,
            "exclusions": [_exclusion(clause) for clause in terms.exclusions] or None,
        }
    )
    if terms.response_counts != ("reply", "call", "chat"):
        document["response_counts"] = list(terms.response_counts)
    document |= _some(
        {
            "disputes": None if terms.disputes is None else _disputes(terms.disputes),
            "escalation": [_step(step) for step in terms.escalation] or None,
            "attainment": None if terms.attainment == Attainment() else {"periods": list(terms.attainment.periods)},
            "credits": None if terms.credits is None else _credits(terms.credits),
            "entitlements": [_entitlement(right) for right in terms.entitlements] or None,
        }
    )
    return document


def _some(values: Mapping[str, Any]) -> Plain:
    """Return the values that are not None."""
    return {key: value for key, value in values.items() if value is not None}


def _changed(document: Plain, value: Any, *names: str) -> None:
    """Add the named fields that differ from their defaults."""
    defaults = {field.name: field.default for field in fields(value)}
    for name in names:
        if getattr(value, name) != defaults[name]:
            document[name] = getattr(value, name)


def _date(day: Any) -> str | None:
    return None if day is None else str(day.isoformat())


def _on(name: str) -> str | None:
    return None if name == ROUND_THE_CLOCK else name


def write_calendar(calendar: Calendar) -> object:
    """A calendar as the document has it."""
    if calendar.always:
        return ROUND_THE_CLOCK
    business_day = calendar.stated_business_day
    return _some(
        {
            "timezone": calendar.timezone,
            "week": _week(calendar.week),
            "holidays": None if calendar.holidays is None else _holidays(calendar.holidays),
            "dates": {day.isoformat(): _entry(entry) for day, entry in sorted(calendar.dates.items())} or None,
            "business_day": None if business_day is None else write_amount(business_day),
        }
    )


def _week(week: Week) -> Plain:
    """Days with equal windows are joined: neighbours as a range."""
    days: Plain = {}
    index = 0
    while index < 7:
        last = index
        while last < 6 and week[last + 1] == week[index]:
            last += 1
        if week[index]:
            key = DAYS[index] if last == index else f"{DAYS[index]}-{DAYS[last]}"
            days[key] = [str(window) for window in week[index]]
        index = last + 1
    return days


def _entry(entry: Day | Like) -> object:
    if isinstance(entry, Like):
        return {"like": DAYS[entry.weekday]}
    return [str(window) for window in entry] or "closed"


def _holidays(holidays: Holidays) -> Plain:
    return _some(
        {
            "country": holidays.country,
            "subdivision": holidays.subdivision,
            "make_up_days": holidays.make_up_days or None,
            **write_days(holidays),
        }
    )


def write_days(holidays: Holidays) -> Plain:
    """The explicit days of holidays, with the last year that is known."""
    return _some(
        {
            "dates": None if holidays.dates is None else [day.isoformat() for day in holidays.dates],
            "make_up": {day.isoformat(): DAYS[like] for day, like in sorted(holidays.make_up.items())} or None,
            "horizon": holidays.horizon,
        }
    )


def _severity(severity: Severity) -> Plain:
    return _some(
        {
            "id": severity.id,
            "name": dict(severity.name),
            "criteria": severity.criteria,
            "objectives": {
                name: _target(severity.objectives[name]) for name in OBJECTIVES if name in severity.objectives
            },
            "channels": list(severity.channels) or None,
        }
    )


def _target(target: Target) -> Plain:
    plain = _some(
        {
            "every" if target.every else "within": target.within.text,
            "objective": None if target.objective is None else target.objective.text,
            "calendar": _on(target.calendar),
            "goal": None if target.goal is None else write_share(target.goal),
            "warn_at": [write_share(share) for share in target.warn_at] or None,
        }
    )
    _changed(plain, target, "starts", "until")
    return plain


def _acceptance(acceptance: Acceptance) -> Plain:
    after = None if acceptance.after is None else acceptance.after.text
    plain = _some({"after": after, "calendar": _on(acceptance.calendar)})
    _changed(plain, acceptance, "testing")
    return plain


def _reopening(reopening: Reopening) -> Plain:
    plain = _some({"within": reopening.within.text, "calendar": _on(reopening.calendar)})
    return plain if reopening.mode == "new_cycle" else {**plain, "as": reopening.mode}


def _exclusion(clause: Exclusion) -> Plain:
    plain = _some(
        {"id": clause.id, "clause": dict(clause.clause) or None, "objectives": list(clause.objectives) or None}
    )
    _changed(plain, clause, "scope")
    return plain if not clause.evidence else {**plain, "evidence": list(clause.evidence)}


def _disputes(disputes: Disputes) -> Plain:
    within = None if disputes.ruling_within is None else disputes.ruling_within.text
    plain = _some({"ruling_within": within, "calendar": _on(disputes.calendar)})
    _changed(plain, disputes, "arbiter")
    return plain


def _step(step: EscalationStep) -> Plain:
    return _some(
        {
            "at": step.at if step.at == "breach" else write_share(step.at),
            "after": None if step.after is None else step.after.text,
            "calendar": _on(step.calendar),
            "objectives": None if step.objectives == OBJECTIVES else list(step.objectives),
            "severities": list(step.severities) or None,
            "notify": list(step.notify),
            "via": None if step.via == ("email",) else list(step.via),
        }
    )


def _credits(price: Credits) -> Plain:
    plain: Plain = {"currency": price.currency}
    _changed(plain, price, "base")
    plain["cap"] = write_share(price.cap)
    plain["bands"] = [
        _some(
            {
                "objective": band.objective,
                "severity": band.severity,
                "below": write_share(band.below),
                "credit": write_share(band.credit),
            }
        )
        for band in price.bands
    ]
    return plain


def _entitlement(right: Entitlement) -> Plain:
    return _some({"id": right.id, "name": dict(right.name) or None, "quantity": right.quantity, "per": right.per})


def terms_sha256(document: Mapping[str, object]) -> str:
    """The hash of canonical terms as ``write_terms`` gives them: what ledger entries name a version by."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
