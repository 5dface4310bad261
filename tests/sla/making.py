"""Small makers for the tests of the core: terms from a few differences, facts from a few words."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from upheld.sla import Assessment, Fact, Reading, Terms, assess, read_fact, read_terms

OFFICE = {"timezone": "UTC", "week": {"mon-fri": ["09:00-12:00", "13:00-18:00"]}}


def document(**changes: Any) -> dict[str, Any]:
    """A contract with three severities, round the clock unless said otherwise."""
    base: dict[str, Any] = {
        "upheld": 1,
        "name": "Test",
        "version": 1,
        "timezone": "UTC",
        "effective": {"from": "2026-01-01"},
        "calendars": {"always": "24x7", "office": OFFICE},
        "severities": [
            severity("P0", response="15m", update="1h", restoration="4h", resolution="24h"),
            severity("P1", response="1h", update="4h", restoration="8h", resolution="48h"),
            severity("P2", response="4h"),
        ],
    }
    return {**base, **changes}


def severity(name: str, calendar: str = "24x7", **amounts: Any) -> dict[str, Any]:
    """A severity whose objectives are given as amounts, or as whole targets."""
    objectives = {}
    for objective, amount in amounts.items():
        key = "every" if objective == "update" else "within"
        objectives[objective] = amount if isinstance(amount, Mapping) else {key: amount, "calendar": calendar}
    return {"id": name, "name": {"en": name}, "objectives": objectives}


def make_terms(**changes: Any) -> Terms:
    return read_terms(document(**changes))


def at(text: str) -> datetime:
    """``10:30`` on Wednesday 2026-03-04 (UTC), ``+1 10:30`` a day later, or a whole instant."""
    if "T" in text:
        return datetime.fromisoformat(text)
    days, _, clock = text.rpartition(" ")
    hours, minutes, *seconds = clock.split(":")
    start = datetime(2026, 3, 4, tzinfo=UTC) + timedelta(days=int(days or 0))
    return start + timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds[0]) if seconds else 0)


def fact(when: str | datetime, type_: str, /, **fields: Any) -> Fact:
    """A fact; instants among the fields may be written as in ``at``."""
    for name in ("effective_from", "requested_at", "from", "to"):
        if isinstance(fields.get(name), str) and "T" not in fields[name]:
            fields[name] = at(fields[name])
    return read_fact({"at": at(when) if isinstance(when, str) else when, "type": type_, **fields})


def filed(when: str = "10:00", severity: str = "P0") -> Fact:
    return fact(when, "ticket_filed", severity=severity)


def replied(when: str, **fields: Any) -> Fact:
    return fact(when, "vendor_replied", **{"kind": "reply", **fields})


def look(terms: Terms, facts: list[Fact], when: str) -> Assessment:
    return assess(terms, facts, at(when))


def one(assessment: Assessment, objective: str, cycle: int = 1) -> Reading:
    """The reading of one clock."""
    return next(r for r in assessment.readings if (r.objective, r.cycle) == (objective, cycle))


def clock(terms: Terms, facts: list[Fact], when: str, objective: str, cycle: int = 1) -> Reading:
    return one(look(terms, facts, when), objective, cycle)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)
