"""Selects what a report counts: a period, the instant as of which it is counted, and a slice of tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from upheld.reports.periods import Period
from upheld.sla import Reading

GROUPS = ("plan", "customer", "product", "region")
"""The dimensions that figures can be grouped by, besides objective and severity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Selects tickets; ``None`` means any. ``organisations`` are those that the reader may see."""

    organisations: frozenset[int] | None = None
    customer: int | None = None
    plan: str | None = None
    product: int | None = None
    region: str | None = None
    version: int | None = None


EVERYTHING = Slice()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Selects the decisions of a report. ``from_facts`` ignores the cached clocks."""

    period: Period
    as_of: datetime
    of: Slice = EVERYTHING
    since: Period | None = None
    """The first of several periods, for a course over time; ``None`` for ``period`` alone."""
    from_facts: bool = False
    facts_until: datetime | None = None
    """The last instant of the facts that count; ``None`` for ``as_of``."""

    @property
    def known_until(self) -> datetime:
        """The last instant of the facts that count."""
        return self.facts_until or self.as_of

    @property
    def window(self) -> tuple[datetime, datetime]:
        """The start and end of a span that contains the periods in every zone."""
        return (self.since or self.period).window()[0], self.period.window()[1]


@dataclass(frozen=True, slots=True)
class TicketDimensions:
    """The dimensions of a ticket for reports. ``cancelled`` is the reason of its cancellation, if it was cancelled.

    ``version_id`` is the contract version as first published: promises, goals and credits belong to it, whatever its
    later calendar editions. ``terms_id`` is the edition that the ticket stands under now.
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
class TicketReadings:
    """A ticket with its readings as of the report's instant."""

    about: TicketDimensions
    readings: tuple[Reading, ...]
