"""What a report is about: a period, an instant as of which it is told, and which tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from upheld.reports.periods import Period
from upheld.sla import Reading

GROUPS = ("plan", "customer", "product", "region")
"""What figures can be split by, besides objective and severity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Which tickets; ``None`` is any. ``organisations`` is the reader's own sight, ``None`` all of them."""

    organisations: frozenset[int] | None = None
    customer: int | None = None
    plan: str | None = None
    product: int | None = None
    region: str | None = None
    version: int | None = None


EVERYTHING = Slice()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A report: for which period, as of when, of what. ``from_facts`` leaves the cached clocks aside."""

    period: Period
    as_of: datetime
    of: Slice = EVERYTHING
    since: Period | None = None
    """The first of several periods, for a course over time; else ``period`` alone."""
    from_facts: bool = False

    @property
    def window(self) -> tuple[datetime, datetime]:
        """Every instant that may lie in one of the periods, in whatever zone."""
        return (self.since or self.period).window()[0], self.period.window()[1]


@dataclass(frozen=True, slots=True)
class About:
    """The dimensions of a ticket for reports. ``cancelled`` is why it ended, where it was cancelled.

    ``version_id`` is the contract version as first published, whatever its later calendar editions: promises, goals
    and credits are its. ``terms_id`` is the edition that the ticket stands under now.
    """

    ticket_id: int
    subject: str
    customer_id: int
    customer: str
    version_id: int
    terms_id: int
    contract_id: int
    plan: str
    zone: str
    product_id: int
    product: str
    region: str
    cancelled: str


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket with its readings as of the instant asked for."""

    about: About
    readings: tuple[Reading, ...]
