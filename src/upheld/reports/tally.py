"""Counts figures from readings. Each decision belongs to a period in the zone of its contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from fractions import Fraction
from zoneinfo import ZoneInfo

from upheld.reports.periods import Period, period_at
from upheld.reports.slices import Filters, TicketDimensions, TicketReadings
from upheld.sla import OBJECTIVES, Assessment, Reading, Severity, Target, Terms
from upheld.sla.attainments import Decision, Row, attainment, by_hour_of_week, decisions
from upheld.sla.calendar.hours import Always
from upheld.sla.instant import there


@dataclass(frozen=True, slots=True)
class TicketDecision:
    """A decision with its ticket. ``period`` is evaluated in the contract's zone."""

    about: TicketDimensions
    decision: Decision
    period: Period


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of figures with the distinct goals of its contracts, in ascending order."""

    row: Row
    goals: tuple[Fraction, ...]

    @property
    def meets_goals(self) -> bool | None:
        """Whether every goal was reached; ``None`` where there is no goal or nothing was decided."""
        if not self.goals or self.row.attainment is None:
            return None
        return self.row.attainment >= self.goals[-1]


def decisions_in(filters: Filters, tickets: Iterable[TicketReadings]) -> Iterator[TicketDecision]:
    """Yield the decisions in the periods of the filters."""
    first, last = filters.since or filters.period, filters.period
    for ticket in tickets:
        for decision in decisions_of(ticket):
            period = period_at(decision.decided_at, filters.period.kind, ticket.about.zone)
            if first <= period <= last and decision.decided_at <= filters.as_of:
                yield TicketDecision(ticket.about, decision, period)


def decisions_of(ticket: TicketReadings) -> tuple[Decision, ...]:
    """The decisions of a ticket, including cancelled promises."""
    about = ticket.about
    dimensions = {
        "plan": about.plan,
        "customer": str(about.customer_id),
        "product": str(about.product_id),
        "region": about.region,
        "version": str(about.version_id),
    }
    return decisions(
        str(about.ticket_id), _assessment(ticket.readings), dimensions=dimensions, cancelled_because=about.cancelled
    )


def _assessment(readings: tuple[Reading, ...]) -> Assessment:
    """An assessment with readings only, which is all that reports use."""
    return Assessment(readings, (), None, False, False, False, False, ())


def rows(decisions: Iterable[TicketDecision], period: Period, by: Sequence[str] = ()) -> tuple[Row, ...]:
    """Count the rows of all periods of this kind, each in the zone of its contract."""
    return attainment([_local(item) for item in decisions], zone="UTC", period=period.kind, by=by)


def _local(item: TicketDecision) -> Decision:
    """The decision with its local wall-clock time as UTC, so that decisions of several zones are counted together."""
    at = there(item.decision.decided_at, ZoneInfo(item.about.zone)).replace(tzinfo=UTC, fold=0)
    return replace(item.decision, decided_at=at)


def figures(
    decisions: Sequence[TicketDecision], period: Period, terms: Mapping[int, Terms], by: Sequence[str] = ()
) -> tuple[Figure, ...]:
    """The rows of all periods, with their goals."""
    goals: dict[tuple[str, ...], set[Fraction]] = {}
    for item in decisions:
        promise = target(terms, item)
        if promise is not None and promise.goal is not None:
            goals.setdefault(_key(item.decision, by), set()).add(promise.goal)
    return tuple(Figure(row, tuple(sorted(goals.get(_row_key(row), ())))) for row in rows(decisions, period, by))


def in_order(figures: Iterable[Figure], by: Sequence[str] = ()) -> tuple[Figure, ...]:
    """Sort figures by dimensions, objective and severity."""

    def order(figure: Figure) -> tuple[object, ...]:
        row = figure.row
        return (*(row.dimensions.get(name, "") for name in by), OBJECTIVES.index(row.objective), row.severity)

    return tuple(sorted(figures, key=order))


def cancelled(decisions: Iterable[TicketDecision]) -> dict[str, int]:
    """The number of tickets cancelled with an undecided promise, by reason."""
    reasons = {(item.about.ticket_id, item.decision.cancelled) for item in decisions if item.decision.cancelled}
    return dict(sorted(Counter(reason for _, reason in reasons).items()))


def _key(decision: Decision, by: Sequence[str]) -> tuple[str, ...]:
    return (decision.objective, decision.severity, *(decision.dimensions.get(name, "") for name in by))


def _row_key(row: Row) -> tuple[str, ...]:
    return (row.objective, row.severity, *row.dimensions.values())


def target(terms: Mapping[int, Terms], item: TicketDecision) -> Target | None:
    """The promise that a decision belongs to."""
    severity = _severity(terms.get(item.about.version_id), item.decision.severity)
    promises = {} if severity is None else {str(name): promise for name, promise in severity.objectives.items()}
    return promises.get(item.decision.objective)


def _severity(terms: Terms | None, level: str) -> Severity | None:
    return next((severity for severity in terms.severities if severity.id == level), None) if terms else None


def round_the_clock(terms: Mapping[int, Terms], decisions: Iterable[TicketDecision]) -> list[TicketDecision]:
    """The decisions on promises that hold round the clock."""
    return [item for item in decisions if _always(terms, item)]


def _always(terms: Mapping[int, Terms], item: TicketDecision) -> bool:
    promise = target(terms, item)
    if promise is None:
        return False
    return isinstance(terms[item.about.version_id].calendar(promise.calendar).hours, Always)


def hours(decisions: Iterable[TicketDecision], zone: str) -> dict[tuple[int, int], tuple[int, int]]:
    """The counts (met, missed) by weekday and hour at which the clocks started, in a zone."""
    return by_hour_of_week([item.decision for item in decisions], zone=zone)
