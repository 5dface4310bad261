"""What a vendor does when a month is over: the figures are published, credits are proposed, claimed and approved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from upheld.accounts.actor import SYSTEM, Actor
from upheld.demo.cast import CUSTOMERS, VENDOR_ZONE
from upheld.reports import operations as reports
from upheld.reports.periods import Period, period_at
from upheld.reports.queries.credit_cases import credit_cases

AFTER = timedelta(days=2, hours=10)
"""Two days, so that most of what was delivered in the month is accepted; ten in the morning of the vendor's zone."""


def closings(
    *, first: datetime, until: datetime, stage: Mapping[str, int], people: Mapping[str, Actor]
) -> Iterator[tuple[datetime, Iterator[datetime]]]:
    """A story for each month that is over: when it begins, and what is done then."""
    managers = {stage[one.key]: people[one.people[-1][0]] for one in CUSTOMERS}
    period = period_at(first, "month", VENDOR_ZONE)
    while (at := period.ends_at(VENDOR_ZONE) + AFTER) < until:
        yield at, _closing(period, at, people["manager"], managers)
        period = period.next


def _closing(period: Period, at: datetime, vendor: Actor, managers: Mapping[int, Actor]) -> Iterator[datetime]:
    reports.propose_credits(period=str(period), by=SYSTEM, now=at)
    reports.publish_period(period=str(period), by=vendor, now=at)
    at += timedelta(days=1)
    yield at
    claimed = credit_cases(actor=SYSTEM, period=period)[:1]
    for one in claimed:
        reports.claim_credit(credit_id=one.id, by=managers[one.customer_id], now=at)
    at += timedelta(days=2)
    yield at
    for one in claimed:
        reports.approve_credit(credit_id=one.id, by=vendor, now=at)
