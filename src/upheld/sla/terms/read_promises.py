"""Reading severities and their targets (semantics §3)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import cast

from upheld.sla.calendar.calendar import Calendar
from upheld.sla.terms.amounts import Allowance
from upheld.sla.terms.model import OBJECTIVES, ROUND_THE_CLOCK, Objective, Severity, Target
from upheld.sla.terms.node import STAND_IN, Node

MOST_SEVERITIES = 20
_COMMON = ("calendar", "objective", "goal", "warn_at")


def calendar_name(fields: Mapping[str, Node], calendars: Mapping[str, Calendar]) -> str:
    """The calendar that a rule names; round the clock if it names none."""
    if "calendar" not in fields:
        return ROUND_THE_CLOCK
    name = fields["calendar"].name()
    if name and name not in calendars and name != ROUND_THE_CLOCK:
        fields["calendar"].wrong("unknown_calendar", known=", ".join((*calendars, ROUND_THE_CLOCK)))
        return ROUND_THE_CLOCK
    return name or ROUND_THE_CLOCK


def business_day(name: str, calendars: Mapping[str, Calendar]) -> timedelta | None:
    """The business day of a calendar; 24 h round the clock."""
    return calendars[name].business_day if name in calendars else timedelta(days=1)


def amount(node: Node | None, name: str, calendars: Mapping[str, Calendar]) -> Allowance:
    """The amount under a key, on the calendar of that name."""
    return STAND_IN if node is None else node.amount(business_day(name, calendars))


def read_severities(node: Node, calendars: Mapping[str, Calendar], evidence: Mapping[str, str]) -> tuple[Severity, ...]:
    """The levels, highest first."""
    severities = []
    ids: set[str] = set()
    children = node.items(MOST_SEVERITIES)
    if not children:
        node.wrong("expected_severities", most=MOST_SEVERITIES)
    for child in children:
        severity = _severity(child, calendars, evidence)
        if severity.id in ids:
            child.wrong("repeated_id", id=severity.id)
        ids.add(severity.id)
        severities.append(severity)
    return tuple(severities)


def _severity(node: Node, calendars: Mapping[str, Calendar], evidence: Mapping[str, str]) -> Severity:
    fields = node.fields(["id", "objectives"], ["name", "criteria", "channels"])
    criteria = fields["criteria"].text(20_000) if "criteria" in fields else None
    if criteria:
        from upheld.sla.criteria.check import check_criterion

        for code, params in check_criterion(criteria, evidence):
            fields["criteria"].wrong(code, **params)
    name = fields["id"].name() if "id" in fields else ""
    return Severity(
        id=name,
        name=fields["name"].localized() if "name" in fields else {"en": name},
        objectives=_objectives(fields["objectives"], calendars) if "objectives" in fields else {},
        criteria=criteria or None,
        channels=fields["channels"].names() if "channels" in fields else (),
    )


def _objectives(node: Node, calendars: Mapping[str, Calendar]) -> dict[Objective, Target]:
    fields = node.fields([], OBJECTIVES)
    if not fields and isinstance(node.value, Mapping) and not node.value:
        return {}
    return {name: _target(name, fields[name], calendars) for name in OBJECTIVES if name in fields}


def _target(objective: Objective, node: Node, calendars: Mapping[str, Calendar]) -> Target:
    key = "every" if objective == "update" else "within"
    special = {"update": ("until",), "resolution": ("starts",)}.get(objective, ())
    fields = node.fields([key], (*_COMMON, *special))
    name = calendar_name(fields, calendars)
    within = amount(fields.get(key), name, calendars)
    if key in fields and within is not STAND_IN:
        check_reachable(fields[key], within, name, calendars)
    best = amount(fields["objective"], name, calendars) if "objective" in fields else None
    if best is not None and within is not STAND_IN and best.length > within.length:
        fields["objective"].wrong("objective_longer")
    return Target(
        within=within,
        calendar=name,
        objective=best,
        goal=fields["goal"].share() if "goal" in fields else None,
        warn_at=tuple(sorted({child.share() for child in fields["warn_at"].items(20)})) if "warn_at" in fields else (),
        starts=fields["starts"].choice(("filing", "restoration")) if "starts" in fields else "filing",
        until=fields["until"].choice(("resolution", "restoration")) if "until" in fields else "resolution",
        every=key == "every",
    )


def check_reachable(node: Node, within: Allowance, name: str, calendars: Mapping[str, Calendar]) -> None:
    """A target that no amount of waiting reaches is an error."""
    from upheld.sla.terms.checks import reachable

    if (name in calendars and not reachable(calendars[name], within.length)) or within.length > timedelta(
        days=365 * 1000
    ):
        node.wrong("unreachable", calendar=name)


def check_agreement(node: Node, severities: tuple[Severity, ...]) -> None:
    """``starts`` and ``until`` are the same in every severity; a resolution that starts at restoration needs one."""
    for objective, key in (("resolution", "starts"), ("update", "until")):
        targets = [severity.objectives.get(cast(Objective, objective)) for severity in severities]
        values = {getattr(target, key) for target in targets if target is not None}
        if len(values) > 1:
            node.wrong("must_agree", key=f"{objective}.{key}")
        promised = any("restoration" in severity.objectives for severity in severities)
        if values == {"restoration"} and key == "starts" and not promised:
            node.wrong("needs_restoration")
