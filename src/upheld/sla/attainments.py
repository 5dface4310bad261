"""Attainment: how often the promises of a period were kept (semantics §7).

Attainment is met / (met + missed), empty where both are 0. Excluded tickets leave the denominator and are listed; so
do provisional decisions, until their dispute ends. Updates count once per ticket, so that chatter cannot buy
attainment, and not at all where no cycle was decided. A clock belongs to the period of its ``decided_at``, in the
contract's zone. Speed and lateness are percentiles of counted time.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final, Literal

from upheld.sla.assessment import Assessment
from upheld.sla.calendar.zones import zone as zone_named
from upheld.sla.instant import there
from upheld.sla.reading import Outcome, Reading

Period = Literal["month", "quarter"]
PERCENTILES: Final = (50, 90, 95, 99)


@dataclass(frozen=True, slots=True)
class Decision:
    """A clock that was decided, or cancelled, as reports need it. ``dimensions`` are plan, customer, product and
    the like.

    For a cancelled clock ``outcome`` is None, ``cancelled`` says why, and ``decided_at`` is the cancellation.
    """

    ticket: str
    objective: str
    cycle: int
    severity: str
    outcome: Outcome | None
    decided_at: datetime
    excluded: bool = False
    provisional: bool = False
    counted: timedelta = timedelta()
    allowance: timedelta | None = None
    dimensions: Mapping[str, str] = field(default_factory=dict)
    overdue: timedelta = timedelta()
    started_at: datetime | None = None
    cancelled: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one objective, severity and combination of dimensions in one period, such as ``2026-09`` or
    ``2026-Q3``.
    """

    period: str
    objective: str
    severity: str
    dimensions: Mapping[str, str]
    met: int
    missed: int
    excluded: int
    provisional: int
    cancelled: Mapping[str, int]
    attainment: Fraction | None
    speed: Mapping[int, timedelta]
    """Percentiles of the counted time of what was met or missed."""
    lateness: Mapping[int, timedelta]
    """Percentiles of the overdue time of what was missed."""


def decisions(
    ticket: str, assessment: Assessment, *, dimensions: Mapping[str, str] | None = None, cancelled_because: str = ""
) -> tuple[Decision, ...]:
    """The decisions of a ticket as of its assessment, its update cycles as one.

    Updates are missed at the first missed cycle; met when they end, if a cycle was met and none missed.
    """
    updates = [reading for reading in assessment.readings if reading.objective == "update"]
    candidates = [
        _decision(ticket, reading, dimensions or {}, cancelled_because)
        for reading in assessment.readings
        if reading.objective != "update"
    ]
    return tuple(
        decision for decision in (*candidates, _updates(ticket, updates, dimensions or {})) if decision is not None
    )


def _decision(ticket: str, reading: Reading, dimensions: Mapping[str, str], because: str) -> Decision | None:
    cancelled = reading.state == "cancelled"
    at = reading.stopped_at if cancelled else reading.decided_at
    if at is None:
        return None
    return Decision(
        ticket=ticket,
        objective=reading.objective,
        cycle=reading.cycle,
        severity=reading.severity,
        outcome=reading.outcome,
        decided_at=at,
        excluded=reading.excluded,
        provisional=reading.provisional,
        counted=reading.counted,
        allowance=reading.allowance,
        dimensions=dimensions,
        overdue=reading.overdue,
        started_at=reading.started_at,
        cancelled=because or "no_objective" if cancelled else "",
    )


def _updates(ticket: str, readings: Sequence[Reading], dimensions: Mapping[str, str]) -> Decision | None:
    """Missed at the first miss; met when updates end with a cycle met and none missed; else there is no decision."""
    for reading in readings:
        if reading.outcome == "missed":
            return _decision(ticket, reading, dimensions, "")
    last = readings[-1] if readings else None
    if last is None or last.state != "cancelled" or not any(reading.outcome == "met" for reading in readings):
        return None
    ended = _decision(ticket, last, dimensions, "")
    return None if ended is None else replace(ended, outcome="met", cancelled="")


def attainment(
    decisions: Iterable[Decision], *, zone: str = "UTC", period: Period = "month", by: Sequence[str] = ()
) -> tuple[Row, ...]:
    """The rows of all periods, in order: one per period, objective, severity and combination of ``by`` dimensions."""
    place = zone_named(zone)
    groups: dict[tuple[str, ...], list[Decision]] = {}
    for decision in _once_per_ticket(decisions):
        name = period_of(there(decision.decided_at, place), period)
        values = (decision.dimensions.get(dimension, "") for dimension in by)
        groups.setdefault((name, decision.objective, decision.severity, *values), []).append(decision)
    return tuple(_row(key, group, by) for key, group in sorted(groups.items()))


def _once_per_ticket(decisions: Iterable[Decision]) -> Iterable[Decision]:
    """All decisions, but of a ticket's update cycles only the first miss, or the last one met."""
    updates: dict[str, Decision] = {}
    for decision in decisions:
        if decision.objective != "update":
            yield decision
        elif decision.outcome is not None:
            updates[decision.ticket] = _weightier(updates.get(decision.ticket), decision)
    yield from updates.values()


def _weightier(previous: Decision | None, decision: Decision) -> Decision:
    if previous is None or previous.outcome != decision.outcome:
        return decision if previous is None or decision.outcome == "missed" else previous
    earlier = decision.decided_at < previous.decided_at
    return decision if earlier == (decision.outcome == "missed") else previous


def period_of(local: datetime, period: Period) -> str:
    """The calendar month or quarter of a local time."""
    if period == "quarter":
        return f"{local.year:04}-Q{(local.month + 2) // 3}"
    return f"{local.year:04}-{local.month:02}"


def _row(key: tuple[str, ...], group: list[Decision], by: Sequence[str]) -> Row:
    final = [
        decision
        for decision in group
        if decision.outcome is not None and not decision.excluded and not decision.provisional
    ]
    late = [decision.overdue for decision in final if decision.outcome == "missed"]
    met = len(final) - len(late)
    return Row(
        period=key[0],
        objective=key[1],
        severity=key[2],
        dimensions=dict(zip(by, key[3:], strict=True)),
        met=met,
        missed=len(late),
        excluded=sum(decision.excluded for decision in group if decision.outcome is not None),
        provisional=sum(
            decision.provisional and not decision.excluded for decision in group if decision.outcome is not None
        ),
        cancelled=dict(sorted(Counter(decision.cancelled for decision in group if decision.cancelled).items())),
        attainment=Fraction(met, len(final)) if final else None,
        speed=percentiles([decision.counted for decision in final]),
        lateness=percentiles(late),
    )


def percentiles(spans: Sequence[timedelta]) -> dict[int, timedelta]:
    """Percentiles by nearest rank: each is a span that really occurred. Empty for no spans."""
    ordered = sorted(spans)
    return {share: ordered[max(0, -(-share * len(ordered) // 100) - 1)] for share in PERCENTILES if ordered}


def by_hour_of_week(decisions: Iterable[Decision], *, zone: str) -> dict[tuple[int, int], tuple[int, int]]:
    """Met and missed by (weekday, hour) of the clock's start in a zone, so that nights can be compared with office
    hours.

    Monday is 0. Only final decisions count; hours without any are left out.
    """
    place = zone_named(zone)
    counts: dict[tuple[int, int], tuple[int, int]] = {}
    for decision in _once_per_ticket(decisions):
        if decision.outcome is None or decision.excluded or decision.provisional or decision.started_at is None:
            continue
        local = there(decision.started_at, place)
        met, missed = counts.get((local.weekday(), local.hour), (0, 0))
        counts[local.weekday(), local.hour] = (
            met + (decision.outcome == "met"),
            missed + (decision.outcome == "missed"),
        )
    return dict(sorted(counts.items()))


def write_attainment(share: Fraction | None) -> str:
    """A percentage with two decimals, rounded down so that only a perfect record shows 100 %; empty for none."""
    if share is None:
        return ""
    hundredths = share.numerator * 10_000 // share.denominator
    return f"{hundredths // 100}.{hundredths % 100:02}%"
