"""Attainment of a period, its course over several, and the decisions behind each figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from upheld.accounts.actor import Actor
from upheld.reports import tally
from upheld.reports.periods import Period
from upheld.reports.queries.load import Loaded, load
from upheld.reports.queries.vendor import vendor_zone
from upheld.reports.queries.views import DecisionLine, DecisionPage, Hours, Point, Report, Total
from upheld.reports.slices import EVERYTHING, Slice
from upheld.reports.tally import Counted, Figure
from upheld.sla import OBJECTIVES
from upheld.sla.attainments import Row

Place = tuple[datetime, int, str, int]
COURSE = 6
"""Periods in a course."""


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


def report(loaded: Loaded, by: Sequence[str] = (), heat_of: str | None = None) -> Report:
    """The report of what was loaded."""
    asked, found = loaded.asked, loaded.found
    zone = vendor_zone()
    figures = tally.figures(found, asked.period, loaded.terms, by)
    always = tally.round_the_clock(loaded.terms, found)
    shown = [one for one in always if heat_of is None or one.decision.objective == heat_of]
    return Report(
        period=asked.period,
        as_of=asked.as_of,
        of=asked.of,
        by=tuple(by),
        figures=tally.in_order(figures, by),
        totals=tuple(_totals(figures)),
        hours=_week(tally.hours(shown, zone)),
        vendor_zone=zone,
        cancelled=tally.cancelled(found),
        names=_names(found),
        tickets=len({one.about.ticket_id for one in found}),
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


def _names(found: Iterable[Counted]) -> dict[tuple[str, str], str]:
    names: dict[tuple[str, str], str] = {}
    for one in found:
        about = one.about
        names["customer", str(about.customer_id)] = about.customer
        names["product", str(about.product_id)] = about.product
        names["plan", about.plan] = about.plan
        names["region", about.region] = about.region
    return names


def course(
    *, period: Period, as_of: datetime, actor: Actor, of: Slice = EVERYTHING, count: int = COURSE
) -> tuple[Point, ...]:
    """Attainment by objective in this period and those before it, oldest first."""
    since = period.back(count - 1)
    loaded = load(period=period, as_of=as_of, of=of, actor=actor, since=since)
    rows = tally.rows(loaded.found, period)
    names = [period.back(count - 1 - step) for step in range(count)]
    return tuple(Point(name, _shares([row for row in rows if row.period == str(name)])) for name in names)


def _shares(rows: Sequence[Row]) -> dict[str, Fraction | None]:
    shares: dict[str, Fraction | None] = {}
    for objective in OBJECTIVES:
        met = sum(row.met for row in rows if row.objective == objective)
        missed = sum(row.missed for row in rows if row.objective == objective)
        shares[objective] = Fraction(met, met + missed) if met + missed else None
    return shares


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
    beyond: Place | None = None,
) -> DecisionPage:
    """The decisions that a figure counts, newest first; with ``beyond`` those that come after the one in this place.

    ``outcome`` is met, missed, excluded, provisional or cancelled; ``hour`` a weekday from Monday 0 and an hour, of
    promises that hold round the clock.
    """
    loaded = load(period=period, as_of=as_of, of=of, actor=actor)
    found = loaded.found if hour is None else _in_hour(loaded, hour)
    wanted = [one for one in found if _wanted(one, objective, severity, outcome)]
    wanted.sort(key=_place, reverse=True)
    rest = [one for one in wanted if beyond is None or _place(one) < beyond]
    more = offset + limit if offset + limit < len(rest) else None
    return DecisionPage(tuple(line(one) for one in rest[offset : offset + limit]), len(wanted), more)


def _place(one: Counted) -> Place:
    return one.decision.decided_at, one.about.ticket_id, one.decision.objective, one.decision.cycle


def place(one: DecisionLine) -> Place:
    """What a decision is sorted by in such a list."""
    return one.decided_at, one.ticket_id, one.objective, one.cycle


def _in_hour(loaded: Loaded, hour: tuple[int, int]) -> list[Counted]:
    zone = vendor_zone()
    found = tally.round_the_clock(loaded.terms, loaded.found)
    return [one for one in found if hour in tally.hours([one], zone)]


def _wanted(one: Counted, objective: str | None, severity: str | None, outcome: str | None) -> bool:
    decision = one.decision
    if objective not in (None, decision.objective) or severity not in (None, decision.severity):
        return False
    return outcome in (None, standing(one))


def standing(one: Counted) -> str:
    """Where a decision is counted."""
    decision = one.decision
    if decision.outcome is None:
        return "cancelled"
    if decision.excluded:
        return "excluded"
    return "provisional" if decision.provisional else decision.outcome


def line(one: Counted) -> DecisionLine:
    """A decision as it is shown."""
    about, decision = one.about, one.decision
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
