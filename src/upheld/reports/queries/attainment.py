"""Attainment of a period, its course over several, and the decisions behind each figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from upheld.accounts.actor import Actor
from upheld.accounts.costly import costly
from upheld.reports import tally
from upheld.reports.periods import Period
from upheld.reports.queries.load import LoadedDecisions, load
from upheld.reports.queries.vendor import zone_of
from upheld.reports.queries.views import CoursePoint, DecisionLine, DecisionPage, Hours, Report, Total
from upheld.reports.slices import EVERYTHING, Slice
from upheld.reports.tally import Figure, TicketDecision
from upheld.sla import OBJECTIVES
from upheld.sla.attainments import Row

SortKey = tuple[datetime, int, str, int]
COURSE = 6
"""The number of periods in a course."""


@costly
def attainment(
    *,
    period: Period,
    as_of: datetime,
    actor: Actor,
    of: Slice = EVERYTHING,
    by: Sequence[str] = (),
    heat_of: str | None = None,
    from_facts: bool = False,
) -> Report:
    """The report of one period. ``heat_of`` narrows the hours of the week to one objective.

    ``from_facts`` assesses every ticket from its ledger entries and reads no cached clock: the figures are the same.
    """
    return report(load(period=period, as_of=as_of, of=of, actor=actor, from_facts=from_facts), by, heat_of)


def report(loaded: LoadedDecisions, by: Sequence[str] = (), heat_of: str | None = None) -> Report:
    """Count the report of loaded decisions."""
    filters, decisions = loaded.filters, loaded.decisions
    zone = zone_of(filters.period)
    figures = tally.figures(decisions, filters.period, loaded.terms, by)
    round_the_clock = tally.round_the_clock(loaded.terms, decisions)
    in_heat_map = [item for item in round_the_clock if heat_of is None or item.decision.objective == heat_of]
    return Report(
        period=filters.period,
        as_of=filters.as_of,
        of=filters.of,
        by=tuple(by),
        figures=tally.in_order(figures, by),
        totals=tuple(_totals(figures)),
        hours=_week(tally.hours(in_heat_map, zone)),
        vendor_zone=zone,
        cancelled=tally.cancelled(decisions),
        names=_names(decisions),
        tickets=len({item.about.ticket_id for item in decisions}),
        damaged=tuple(loaded.damaged),
    )


def _totals(figures: Iterable[Figure]) -> Iterable[Total]:
    rows = [figure.row for figure in figures]
    for objective in OBJECTIVES:
        own = [row for row in rows if row.objective == objective]
        met, missed = sum(row.met for row in own), sum(row.missed for row in own)
        if own:
            yield Total(
                objective=objective,
                met=met,
                missed=missed,
                excluded=sum(row.excluded for row in own),
                provisional=sum(row.provisional for row in own),
                attainment=Fraction(met, met + missed) if met + missed else None,
            )


def _week(hours: Mapping[tuple[int, int], tuple[int, int]]) -> Hours:
    return tuple(tuple(hours.get((day, hour)) for hour in range(24)) for day in range(7))


def _names(decisions: Iterable[TicketDecision]) -> dict[tuple[str, str], str]:
    names: dict[tuple[str, str], str] = {}
    for item in decisions:
        about = item.about
        names["customer", str(about.customer_id)] = about.customer
        names["product", str(about.product_id)] = about.product
        names["plan", about.plan] = about.plan
        names["region", about.region] = about.region
    return names


@costly
def course(
    *, period: Period, as_of: datetime, actor: Actor, of: Slice = EVERYTHING, count: int = COURSE
) -> tuple[CoursePoint, ...]:
    """Attainment by objective in this period and those before it, oldest first."""
    since = period.back(count - 1)
    loaded = load(period=period, as_of=as_of, of=of, actor=actor, since=since)
    rows = tally.rows(loaded.decisions, period)
    names = [period.back(count - 1 - step) for step in range(count)]
    return tuple(CoursePoint(name, _shares([row for row in rows if row.period == str(name)])) for name in names)


def _shares(rows: Sequence[Row]) -> dict[str, Fraction | None]:
    shares: dict[str, Fraction | None] = {}
    for objective in OBJECTIVES:
        met = sum(row.met for row in rows if row.objective == objective)
        missed = sum(row.missed for row in rows if row.objective == objective)
        shares[objective] = Fraction(met, met + missed) if met + missed else None
    return shares


@costly
def behind(
    *,
    period: Period,
    as_of: datetime,
    actor: Actor,
    of: Slice = EVERYTHING,
    objective: str | None = None,
    severity: str | None = None,
    outcome: str | None = None,
    hour: tuple[int, int] | None = None,
    offset: int = 0,
    limit: int = 50,
    beyond: SortKey | None = None,
) -> DecisionPage:
    """A page of the decisions that a figure counts, newest first; with ``beyond`` those after this sort key.

    ``outcome`` is met, missed, excluded, provisional or cancelled. ``hour`` is a weekday (Monday is 0) and an hour, and
    selects promises that hold round the clock.
    """
    loaded = load(period=period, as_of=as_of, of=of, actor=actor)
    decisions = loaded.decisions if hour is None else _in_hour(loaded, hour)
    matching = [item for item in decisions if _matches(item, objective, severity, outcome)]
    matching.sort(key=_sort_key, reverse=True)
    rest = [item for item in matching if beyond is None or _sort_key(item) < beyond]
    more = offset + limit if offset + limit < len(rest) else None
    return DecisionPage(tuple(line(item) for item in rest[offset : offset + limit]), len(matching), more)


def _sort_key(item: TicketDecision) -> SortKey:
    return item.decision.decided_at, item.about.ticket_id, item.decision.objective, item.decision.cycle


def sort_key(decision: DecisionLine) -> SortKey:
    """The sort key of a decision in such a list."""
    return decision.decided_at, decision.ticket_id, decision.objective, decision.cycle


def _in_hour(loaded: LoadedDecisions, hour: tuple[int, int]) -> list[TicketDecision]:
    zone = zone_of(loaded.filters.period)
    decisions = tally.round_the_clock(loaded.terms, loaded.decisions)
    return [item for item in decisions if hour in tally.hours([item], zone)]


def _matches(item: TicketDecision, objective: str | None, severity: str | None, outcome: str | None) -> bool:
    decision = item.decision
    if objective not in (None, decision.objective) or severity not in (None, decision.severity):
        return False
    return outcome in (None, standing(item))


def standing(item: TicketDecision) -> str:
    """The count that a decision belongs to: met, missed, excluded, provisional or cancelled."""
    decision = item.decision
    if decision.outcome is None:
        return "cancelled"
    if decision.excluded:
        return "excluded"
    return "provisional" if decision.provisional else decision.outcome


def line(item: TicketDecision) -> DecisionLine:
    """The view of a decision."""
    about, decision = item.about, item.decision
    return DecisionLine(
        ticket_id=about.ticket_id,
        subject=about.subject,
        customer=about.customer,
        objective=decision.objective,
        cycle=decision.cycle,
        severity=decision.severity,
        outcome=decision.outcome or "",
        cancelled=decision.cancelled,
        excluded=decision.excluded,
        provisional=decision.provisional,
        decided_at=decision.decided_at,
        counted=decision.counted,
        allowance=decision.allowance,
        overdue=decision.overdue,
        zone=about.zone,
    )
