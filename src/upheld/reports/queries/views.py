"""Read models that the queries return."""

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
    """The attainment of one period. ``names`` maps (dimension, id) in ``figures`` to a name."""

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
    """The numbers of tickets left out because their entries or contract version cannot be read."""


@dataclass(frozen=True, slots=True)
class Total:
    """The counts of an objective over all severities."""

    objective: str
    met: int
    missed: int
    excluded: int
    provisional: int
    attainment: Fraction | None

    @property
    def decided(self) -> int:
        """The number of decisions that attainment is computed from."""
        return self.met + self.missed


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """An objective's attainment in one of several periods."""

    period: Period
    attainment: Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision behind a figure, with its ticket."""

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
    """A page of decisions, newest first. ``next_offset`` is the offset of the next page."""

    lines: tuple[DecisionLine, ...]
    total: int
    next_offset: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """A figure in two versions of a report, as published; empty where a version lacks it."""

    objective: str
    severity: str
    plan: str
    before: Mapping[str, object]
    after: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Restatement:
    """A decision that differs between two instants of the same period."""

    line: DecisionLine
    before: str
    after: str
    key: tuple[int, str, int]
    """The sort key of such a list: ticket, objective and cycle."""


@dataclass(frozen=True, slots=True)
class PublicationView:
    """A published report. ``document`` is its canonical JSON, ``sha256`` the hash of it."""

    id: int
    period: Period
    as_of: datetime
    figures: Mapping[str, object]
    sha256: str
    document: bytes
    published_by: str
    published_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str
    current: bool
    """Whether these are the figures that count for the period: the newest of those that stand."""

    @property
    def engine(self) -> int:
        """The number of the rules that counted it."""
        return engine_of(self.figures)

    @property
    def withdrawn_by(self) -> str:
        """The vendor that withdrew it, as the document names it; empty if it stands."""
        return "" if self.withdrawn_at is None else str(self.figures.get("vendor", ""))


@dataclass(frozen=True, slots=True)
class CreditView:
    """A credit case. Amounts are decimal strings with as many decimals as the currency has."""

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
