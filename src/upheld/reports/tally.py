"""From cases to figures: every decision in its own contract's period, then counted by the core."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from fractions import Fraction
from zoneinfo import ZoneInfo

from upheld.reports.periods import Period, period_at
from upheld.reports.slices import About, Asked, Case
from upheld.sla import OBJECTIVES, Assessment, Reading, Severity, Target, Terms
from upheld.sla.attainments import Decision, Row, attainment, by_hour_of_week, decisions
from upheld.sla.calendar.hours import Always
from upheld.sla.instant import there


@dataclass(frozen=True, slots=True)
class Counted:
    """A decision with the ticket behind it. ``period`` is that of the contract's zone."""

    about: About
    decision: Decision
    period: Period


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of figures with what the contracts promise about it: the lowest and the highest goal, if any."""

    row: Row
    goals: tuple[Fraction, ...]

    @property
    def kept(self) -> bool | None:
        """Whether every goal was reached; ``None`` where there is no goal or nothing was decided."""
        if not self.goals or self.row.attainment is None:
            return None
        return self.row.attainment >= self.goals[-1]


def counted(asked: Asked, found: Iterable[Case]) -> Iterator[Counted]:
    """The decisions of the periods asked for."""
    first, last = asked.since or asked.period, asked.period
    for case in found:
        for decision in decisions_of(case):
            period = period_at(decision.decided_at, asked.period.kind, case.about.zone)
            if first <= period <= last and decision.decided_at <= asked.as_of:
                yield Counted(case.about, decision, period)


def decisions_of(case: Case) -> tuple[Decision, ...]:
    """What was decided, or cancelled, on a ticket."""
    about = case.about
    dimensions = {
        "plan": about.plan,
        "customer": str(about.customer_id),
        "product": str(about.product_id),
        "region": about.region,
        "version": str(about.version_id),
    }
    return decisions(
        str(about.ticket_id), _assessment(case.readings), dimensions=dimensions, cancelled_because=about.cancelled
    )


def _assessment(readings: tuple[Reading, ...]) -> Assessment:
    """As much of an assessment as reports look at: its readings."""
    return Assessment(readings, (), None, False, False, False, False, ())


def rows(found: Iterable[Counted], period: Period, by: Sequence[str] = ()) -> tuple[Row, ...]:
    """The rows of all periods of this kind. Periods are those of each contract's own zone."""
    return attainment([_local(one) for one in found], zone="UTC", period=period.kind, by=by)


def _local(one: Counted) -> Decision:
    """The decision at its wall-clock time, so that decisions of several zones can be counted together."""
    at = there(one.decision.decided_at, ZoneInfo(one.about.zone)).replace(tzinfo=UTC, fold=0)
    return replace(one.decision, decided_at=at)


def figures(
    found: Sequence[Counted], period: Period, terms: Mapping[int, Terms], by: Sequence[str] = ()
) -> tuple[Figure, ...]:
    """The rows of all periods, with their goals."""
    goals: dict[tuple[str, ...], set[Fraction]] = {}
    for one in found:
        promise = target(terms, one)
        if promise is not None and promise.goal is not None:
            goals.setdefault(_key(one.decision, by), set()).add(promise.goal)
    return tuple(Figure(row, tuple(sorted(goals.get(_row_key(row), ())))) for row in rows(found, period, by))


def in_order(figures: Iterable[Figure], by: Sequence[str] = ()) -> tuple[Figure, ...]:
    """Figures as reports list them: by dimensions, objective and severity."""

    def order(figure: Figure) -> tuple[object, ...]:
        row = figure.row
        return (*(row.dimensions.get(name, "") for name in by), OBJECTIVES.index(row.objective), row.severity)

    return tuple(sorted(figures, key=order))


def cancelled(decisions: Iterable[Counted]) -> dict[str, int]:
    """How many tickets were cancelled with something undecided, by reason."""
    reasons = {
        (counted.about.ticket_id, counted.decision.cancelled) for counted in decisions if counted.decision.cancelled
    }
    return dict(sorted(Counter(reason for _, reason in reasons).items()))


def _key(decision: Decision, by: Sequence[str]) -> tuple[str, ...]:
    return (decision.objective, decision.severity, *(decision.dimensions.get(name, "") for name in by))


def _row_key(row: Row) -> tuple[str, ...]:
    return (row.objective, row.severity, *row.dimensions.values())


def target(terms: Mapping[int, Terms], one: Counted) -> Target | None:
    """The promise that a decision was about."""
    found = _severity(terms.get(one.about.version_id), one.decision.severity)
    named = {} if found is None else {str(name): promise for name, promise in found.objectives.items()}
    return named.get(one.decision.objective)


def _severity(terms: Terms | None, level: str) -> Severity | None:
    return next((severity for severity in terms.severities if severity.id == level), None) if terms else None


def round_the_clock(terms: Mapping[int, Terms], found: Iterable[Counted]) -> list[Counted]:
    """The decisions about promises that hold at every hour."""
    return [one for one in found if _always(terms, one)]


def _always(terms: Mapping[int, Terms], one: Counted) -> bool:
    promise = target(terms, one)
    if promise is None:
        return False
    return isinstance(terms[one.about.version_id].calendar(promise.calendar).hours, Always)


def hours(found: Iterable[Counted], zone: str) -> dict[tuple[int, int], tuple[int, int]]:
    """Met and missed by weekday and hour of the clocks' start in a zone."""
    return by_hour_of_week([one.decision for one in found], zone=zone)
