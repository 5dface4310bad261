"""The credit at stake: what a contract grants for a period without an exclusion, and with it."""

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
from upheld.reports.cases import about_ticket
from upheld.reports.periods import Period, period_at
from upheld.reports.queries.dues import credit_period, dues
from upheld.reports.queries.load import load
from upheld.reports.slices import About, Asked, Case, Slice
from upheld.reports.tally import Counted, counted
from upheld.sla import Reading, Terms
from upheld.sla.remedies import rounded


@dataclass(frozen=True, slots=True)
class Stake:
    """The credit for one period in both outcomes, which differ. ``over`` is whether the period has ended."""

    period: Period
    currency: str
    without: str
    granted: str
    over: bool


@dataclass(frozen=True, slots=True)
class Stakes:
    """What is at stake. ``credits`` is whether the contract grants any; ``changes`` are the periods that differ."""

    credits: bool
    changes: tuple[Stake, ...] = ()


def credit_stakes(ticket: TicketView, previews: Sequence[Preview], *, now: datetime) -> Stakes:
    """What an exclusion would change in the credits of the ticket's contract; seven statements, few more a period.

    ``previews`` are the ticket's clocks without the exclusion and with it, in this order. Amounts follow the figures
    as of now, for a period that is not over too; a credit that somebody has acted on stays as it is.
    """
    terms = terms_for_version(ticket.contract_version_id)
    kind, zone = credit_period(terms), str(terms.timezone)
    if kind is None:
        return Stakes(credits=False)
    readings = [preview.readings for preview in previews]
    periods = sorted({period_at(at, kind, zone) for found in readings for at in _decided(found)})
    about = about_ticket(ticket.id)
    if not periods or about is None:
        return Stakes(credits=True)
    asked = Asked(period=periods[-1], since=periods[0], as_of=now, of=Slice(customer=ticket.customer_id))
    loaded = load(period=asked.period, since=asked.since, as_of=now, of=asked.of, actor=SYSTEM)
    others = [one for one in loaded.found if one.about.ticket_id != ticket.id]
    without, granted = (_owed([*others, *_of(asked, about, found)], periods, about) for found in readings)
    changes = (
        Stake(period, currency, _money(before, currency), _money(after, currency), period.ends_at(zone) <= now)
        for period, currency in sorted({*without, *granted})
        for before, after in [(without[period, currency], granted[period, currency])]
        if before != after
    )
    return Stakes(credits=True, changes=tuple(changes))


def _decided(readings: Iterable[Reading]) -> list[datetime]:
    return [reading.decided_at for reading in readings if reading.decided_at is not None]


def _of(asked: Asked, about: About, readings: tuple[Reading, ...]) -> Iterable[Counted]:
    return counted(asked, [Case(about, readings)])


def _owed(found: Sequence[Counted], periods: Iterable[Period], about: About) -> Mapping[tuple[Period, str], Fraction]:
    """What the contract grants, by period and currency."""
    owed: dict[tuple[Period, str], Fraction] = defaultdict(Fraction)
    for period in periods:
        own = [one for one in found if one.period == period and one.about.contract_id == about.contract_id]
        for due in dues(own, period, partial(_grants, period), contract_id=about.contract_id):
            owed[period, due.credit.currency] += Fraction(due.amount)
    return owed


def _grants(period: Period, terms: Terms) -> bool:
    return credit_period(terms) == period.kind


def _money(amount: Fraction, currency: str) -> str:
    return f"{rounded(amount, currency):f}"
