"""Compiled terms: ids as levels, amounts as integers, calendars compiled. Built once per terms."""

from dataclasses import dataclass
from math import lcm

from upheld.sla.calendar.hours import Hours
from upheld.sla.instant import span_micros
from upheld.sla.terms.amounts import Allowance
from upheld.sla.terms.model import OBJECTIVES, Exclusion, Objective, Policy, Rule, Target, Terms


@dataclass(frozen=True, slots=True)
class Promise:
    """One objective over all severities: lists by level, None (or 0) where a severity does not have it.

    Shares of allowances are counted in units of ``1 / whole``: a microsecond on level k is ``weights[k]`` of them. So
    shares add up exactly, in integers.
    """

    objective: Objective
    targets: tuple[Target | None, ...]
    hours: tuple[Hours | None, ...]
    amounts: tuple[int, ...]
    weights: tuple[int, ...]
    whole: int


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit on a calendar, counted from an event."""

    hours: Hours
    amount: int

    def passes_at(self, start: int) -> int | None:
        """The last instant that is still in time."""
        return self.hours.after(start, self.amount)


@dataclass(frozen=True, slots=True)
class Plan:
    """The terms in the form that histories and clocks use."""

    ids: tuple[str, ...]
    levels: dict[str, int]
    promises: tuple[Promise | None, ...]
    rule: Rule
    policy: Policy
    response_counts: frozenset[str]
    clauses: dict[str, Exclusion]
    pauses: frozenset[str]
    silence: Limit | None
    testing_pauses: bool
    reopening: Limit | None
    reopening_continues: bool
    starts_at_restoration: bool
    updates_until_restoration: bool


def plan_of(terms: Terms) -> Plan:
    """Return the plan of the terms, cached on them."""
    if not terms._compiled:
        terms._compiled.append(_build(terms))
    plan: Plan = terms._compiled[0]
    return plan


def _build(terms: Terms) -> Plan:
    ids = tuple(severity.id for severity in terms.severities)
    acceptance, reopening = terms.acceptance, terms.reopening
    return Plan(
        ids=ids,
        levels={name: level for level, name in enumerate(ids)},
        promises=tuple(_promise(terms, objective) for objective in OBJECTIVES),
        rule=terms.reclassification,
        policy=terms.while_disputed,
        response_counts=frozenset(terms.response_counts),
        clauses={clause.id: clause for clause in terms.exclusions},
        pauses=frozenset(terms.pauses) - {"response"},
        silence=_limit(terms, acceptance.after, acceptance.calendar) if acceptance is not None else None,
        testing_pauses=acceptance is not None and acceptance.testing == "pauses",
        reopening=_limit(terms, reopening.within, reopening.calendar) if reopening is not None else None,
        reopening_continues=reopening is not None and reopening.mode == "continue",
        starts_at_restoration=_any(terms, "resolution", "starts"),
        updates_until_restoration=_any(terms, "update", "until"),
    )


def _promise(terms: Terms, objective: Objective) -> Promise | None:
    targets = tuple(severity.objectives.get(objective) for severity in terms.severities)
    amounts = tuple(span_micros(target.within.length) if target is not None else 0 for target in targets)
    if not any(amounts):
        return None
    whole = lcm(*(amount for amount in amounts if amount))
    return Promise(
        objective=objective,
        targets=targets,
        hours=tuple(None if target is None else terms.calendar(target.calendar).hours for target in targets),
        amounts=amounts,
        weights=tuple(whole // amount if amount else 0 for amount in amounts),
        whole=whole,
    )


def _limit(terms: Terms, amount: Allowance | None, calendar: str) -> Limit | None:
    return None if amount is None else Limit(terms.calendar(calendar).hours, span_micros(amount.length))


def _any(terms: Terms, objective: Objective, key: str) -> bool:
    targets = (severity.objectives.get(objective) for severity in terms.severities)
    return any(target is not None and getattr(target, key) == "restoration" for target in targets)
