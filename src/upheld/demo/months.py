"""The end of each month: figures are published, credits are proposed, claimed and approved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from upheld.accounts.actor import SYSTEM, Actor
from upheld.demo.cast import CUSTOMERS, VENDOR_ZONE
from upheld.reports import operations as reports
from upheld.reports.periods import Period, period_at
from upheld.reports.queries.credit_cases import credit_cases

CLOSING_DELAY = timedelta(days=2, hours=10)
"""Two days, so that most deliveries of the month are accepted, at ten in the morning in the vendor's time zone."""


def closings(
    *, first: datetime, until: datetime, organisation_ids: Mapping[str, int], people: Mapping[str, Actor]
) -> Iterator[tuple[datetime, Iterator[datetime]]]:
    """Yield, for each month that is over, the start and the story of its closing."""
    managers = {organisation_ids[customer.key]: people[customer.people[-1][0]] for customer in CUSTOMERS}
    period = period_at(first, "month", VENDOR_ZONE)
    while (at := period.ends_at(VENDOR_ZONE) + CLOSING_DELAY) < until:
        yield at, _closing(period, at, people["manager"], managers)
        period = period.next


def _closing(period: Period, at: datetime, vendor: Actor, managers: Mapping[int, Actor]) -> Iterator[datetime]:
    reports.propose_credits(period=str(period), by=SYSTEM, now=at)
    reports.publish_period(period=str(period), by=vendor, now=at)
    at += timedelta(days=1)
    yield at
    claimed_credits = credit_cases(actor=SYSTEM, period=period)[:1]
    for credit in claimed_credits:
        reports.claim_credit(credit_id=credit.id, by=managers[credit.customer_id], now=at)
    at += timedelta(days=2)
    yield at
    for credit in claimed_credits:
        reports.approve_credit(credit_id=credit.id, by=vendor, now=at)
