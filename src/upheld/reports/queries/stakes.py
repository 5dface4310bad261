"""The credit at stake: the credit that a contract grants for a period without and with an exclusion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import partial

from upheld.accounts.actor import SYSTEM
from upheld.desk.queries import Preview, TicketView
from upheld.desk.terms import terms_for_version
from upheld.reports.periods import Period, period_at, quarter_of
from upheld.reports.queries.dues import Standing, dues
from upheld.reports.queries.in_force import credit_period
from upheld.reports.queries.load import load
from upheld.reports.readings import dimensions_of_ticket
from upheld.reports.slices import Filters, Slice, TicketDimensions, TicketReadings
from upheld.reports.tally import TicketDecision, decisions_in
from upheld.sla import Reading, Terms
from upheld.sla.remedies import rounded


@dataclass(frozen=True, slots=True)
class Stake:
    """The differing credits for one period without and with the exclusion. ``over``: the period has ended."""

    period: Period
    currency: str
    without: str
    granted: str
    over: bool


@dataclass(frozen=True, slots=True)
class Stakes:
    """The credits at stake. ``credits``: the contract grants any; ``changes``: the periods whose credit differs."""

    credits: bool
    changes: tuple[Stake, ...] = ()


def credit_stakes(ticket: TicketView, previews: Sequence[Preview], *, now: datetime) -> Stakes:
    """Compute what an exclusion would change in the credits of the ticket's contract.

    ``previews`` are the ticket's clocks without and with the exclusion, in this order. Months are compared together
    with their quarters, because they may share a cap. Amounts follow the figures as of
    now, also for a period that is not over. A credit that somebody has acted on does not change. Takes seven
    statements, and a few more for each period.
    """
    terms = terms_for_version(ticket.contract_version_id)
    kind, zone = credit_period(terms), str(terms.timezone)
    if kind is None:
        return Stakes(credits=False)
    outcomes = [preview.readings for preview in previews]
    periods = sorted({period_at(at, kind, zone) for readings in outcomes for at in _decided(readings)})
    about = dimensions_of_ticket(ticket.id)
    if not periods or about is None:
        return Stakes(credits=True)
    quarters = [quarter_of(period) for period in periods]
    filters = Filters(period=quarters[-1], since=quarters[0], as_of=now, of=Slice(customer=ticket.customer_id))
    loaded = load(period=filters.period, since=filters.since, as_of=now, of=filters.of, actor=SYSTEM)
    others = [item for item in loaded.decisions if item.about.ticket_id != ticket.id]
    without, granted = (
        _owed([*others, *_decisions_on(filters, about, readings)], {*periods, *quarters}, about)
        for readings in outcomes
    )
    changes = (
        Stake(period, currency, _money(before, currency), _money(after, currency), period.ends_at(zone) <= now)
        for period, currency in sorted({*without, *granted})
        for before, after in [(without[period, currency], granted[period, currency])]
        if before != after
    )
    return Stakes(credits=True, changes=tuple(changes))


def _decided(readings: Iterable[Reading]) -> list[datetime]:
    return [reading.decided_at for reading in readings if reading.decided_at is not None]


def _decisions_on(filters: Filters, about: TicketDimensions, readings: tuple[Reading, ...]) -> Iterable[TicketDecision]:
    return decisions_in(filters, [TicketReadings(about, readings)])


def _owed(
    decisions: Sequence[TicketDecision], periods: Iterable[Period], about: TicketDimensions
) -> Mapping[tuple[Period, str], Fraction]:
    """The credits of the contract, by period and currency, months before their quarters."""
    owed: dict[tuple[Period, str], Fraction] = defaultdict(Fraction)
    own = [item for item in decisions if item.about.contract_id == about.contract_id]
    credits_of_months: dict[tuple[int, str], Standing] = {}
    for period in sorted(periods, key=lambda period: (period.months, period)):
        decided = [item for item in own if _is_in(period, item)]
        others = credits_of_months if period.kind == "quarter" else None
        for due in dues(decided, period, partial(_grants, period), contract_id=about.contract_id, instead=others):
            owed[period, due.credit.currency] += Fraction(due.amount)
            if period.kind == "month":
                standing = Standing(due.amount, due.credit.currency, settled=due.settled is not None)
                credits_of_months[due.version.pk, str(period)] = standing
    return owed


def _is_in(period: Period, item: TicketDecision) -> bool:
    return period_at(item.decision.decided_at, period.kind, item.about.zone) == period


def _grants(period: Period, terms: Terms) -> bool:
    return credit_period(terms) == period.kind


def _money(amount: Fraction, currency: str) -> str:
    return f"{rounded(amount, currency):f}"
