"""What the queries return: values, ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from upheld.reports.periods import Period
from upheld.reports.slices import Slice
from upheld.reports.tally import Figure
from upheld.sla.engine import engine_of

Hours = tuple[tuple[tuple[int, int] | None, ...], ...]
"""Seven days from Monday of 24 hours: (met, missed), None where nothing was decided."""


@dataclass(frozen=True, slots=True)
class Report:
    """Attainment of one period. ``names`` say what ids in ``figures`` stand for, as (dimension, id)."""

    period: Period
    as_of: datetime
    of: Slice
    by: tuple[str, ...]
    figures: tuple[Figure, ...]
    totals: tuple[Total, ...]
    hours: Hours
    vendor_zone: str
    cancelled: Mapping[str, int]
    names: Mapping[tuple[str, str], str]
    tickets: int
    damaged: tuple[int, ...] = ()
    """Tickets that are left out because their entries or contract version cannot be read."""


@dataclass(frozen=True, slots=True)
class Total:
    """All severities of an objective together."""

    objective: str
    met: int
    missed: int
    excluded: int
    provisional: int
    attainment: Fraction | None

    @property
    def decided(self) -> int:
        """What attainment is counted from."""
        return self.met + self.missed


@dataclass(frozen=True, slots=True)
class Point:
    """An objective's attainment in one of several periods."""

    period: Period
    attainment: Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision behind a figure, with the ticket that it was made on."""

    ticket_id: int
    subject: str
    customer: str
    objective: str
    cycle: int
    severity: str
    outcome: str
    cancelled: str
    excluded: bool
    provisional: bool
    decided_at: datetime
    counted: timedelta
    allowance: timedelta | None
    overdue: timedelta
    zone: str


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """Some decisions, newest first; ``next_offset`` is where more begin."""

    lines: tuple[DecisionLine, ...]
    total: int
    next_offset: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """A figure in two versions of a report, as written: empty where it was not there."""

    objective: str
    severity: str
    plan: str
    before: Mapping[str, object]
    after: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Restated:
    """A decision that differs between two instants of the same period."""

    line: DecisionLine
    before: str
    after: str
    key: tuple[int, str, int]
    """Ticket, objective and cycle: what such a list is sorted by."""


@dataclass(frozen=True, slots=True)
class PublicationView:
    """A published report. ``document`` is the canonical JSON whose SHA-256 is ``sha256``; ``engine`` counted it."""

    id: int
    period: Period
    as_of: datetime
    figures: Mapping[str, object]
    sha256: str
    document: bytes
    published_by: str
    published_at: datetime
    withdrawn_at: datetime | None

    @property
    def engine(self) -> int:
        return engine_of(self.figures)


@dataclass(frozen=True, slots=True)
class CreditView:
    """A credit case. Amounts are as the contract's currency writes them."""

    id: int
    period: Period
    state: str
    amount: str
    currency: str
    lines: tuple[Mapping[str, str], ...]
    capped: bool
    base: str
    as_of: datetime
    decided_at: datetime | None
    customer_id: int
    customer: str
    contract_id: int
    contract: str
    version_id: int
    version: int
    may: frozenset[str]
