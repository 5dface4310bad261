"""``assess``: computes the readings of a ticket from terms, facts and an instant. A pure function (semantics §1).

The facts are applied once, in order; impossible ones are refused. Then every clock is evaluated under the severity
timeline. While a dispute is open all clocks are evaluated a second time as if it were withdrawn: where outcome or
decision would differ, the reading is provisional.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from upheld.sla.clock import updates
from upheld.sla.clock.absences import is_excluded
from upheld.sla.clock.clock import Clock, ClockContext
from upheld.sla.clock.clocks import clocks, timeline_in_force
from upheld.sla.clock.facts import Fact
from upheld.sla.clock.history import Delivery, History, Round, Wait
from upheld.sla.clock.plan import plan_of
from upheld.sla.clock.refusals import Refusal
from upheld.sla.clock.severity import level_at
from upheld.sla.clock.updates import CycleLimit
from upheld.sla.clock.walk import admit, refusals_in, walk
from upheld.sla.instant import NEVER, micros, moment
from upheld.sla.reading import Reading, read_clock
from upheld.sla.terms.model import Terms


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """A workaround or a resolution and what became of it: undecided, accepted, rejected, or settled by another's
    acceptance. ``by_silence``: accepted because nobody rejected it in time."""

    kind: str
    id: str
    state: str
    provided_at: datetime
    decided_at: datetime | None
    by_silence: bool


@dataclass(frozen=True, slots=True)
class WaitState:
    """A request for information, when its wait ended, and when a ruling took it out (semantics §9)."""

    requested_at: datetime
    ended_at: datetime | None
    voided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """The readings of a ticket, the refused facts, and where the ticket stands. ``severity`` is None before filing.

    ``restored``: by a workaround that was accepted, since filing or since the last reopening as a new cycle.
    """

    readings: tuple[Reading, ...]
    refused: tuple[Refusal, ...]
    severity: str | None
    dispute_open: bool
    waiting: bool
    resolved: bool
    cancelled: bool
    deliveries: tuple[DeliveryState, ...] = ()
    waits: tuple[WaitState, ...] = ()
    disputed: tuple[tuple[datetime, str], ...] = ()
    """When each dispute opened, and the severity that it contested."""
    restored: bool = False

    @property
    def resolved_at(self) -> datetime | None:
        """When the resolution was accepted by which the ticket ended; ``None`` for one that did not end so."""
        accepted = (item for item in self.deliveries if item.kind == "resolution" and item.state == "accepted")
        return max((item.decided_at for item in accepted if item.decided_at), default=None) if self.resolved else None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The history of a ticket with its evaluated clocks: the basis of assessments, outlooks and reckonings."""

    history: History
    context: ClockContext
    clocks: list[Clock]
    provisional: frozenset[tuple[str, int]]
    refused: tuple[Refusal, ...]

    def reading(self, clock: Clock) -> Reading:
        """The reading of one of the clocks."""
        return read_clock(
            self.context,
            clock,
            provisional=(clock.promise.objective, clock.cycle) in self.provisional,
            excluded=is_excluded(self.history),
        )


def evaluate(terms: Terms, facts: Iterable[Fact], as_of: datetime, most_cycles: int | None = None) -> Evaluation:
    """Apply the facts known at ``as_of`` and evaluate every clock."""
    now = micros(as_of)
    history, refused = walk(plan_of(terms), facts, now)
    timeline = timeline_in_force(history)
    all_clocks = clocks(history, timeline, now, CycleLimit(most_cycles or updates.MOST_CYCLES))
    return Evaluation(
        history,
        ClockContext(history.plan, timeline, now),
        all_clocks,
        _provisional(history, all_clocks, now),
        tuple(refused),
    )


def assess(terms: Terms, facts: Iterable[Fact], as_of: datetime, most_cycles: int | None = None) -> Assessment:
    """Return the readings of all clocks of a ticket at an instant (semantics §§5, 6, 9).

    Facts later than ``as_of`` are not known; impossible ones change nothing and are listed as refused. CannotAssess
    if an unanswered update promise has run through more cycles than can be listed, or than ``most_cycles``.
    """
    return summarise(evaluate(terms, facts, as_of, most_cycles))


def summarise(evaluation: Evaluation) -> Assessment:
    """Convert an evaluation to its public form."""
    history, context = evaluation.history, evaluation.context
    filed = history.filed_at != NEVER
    excluded = is_excluded(history)
    return Assessment(
        readings=tuple(
            read_clock(
                context,
                clock,
                provisional=(clock.promise.objective, clock.cycle) in evaluation.provisional,
                excluded=excluded,
            )
            for clock in evaluation.clocks
        ),
        refused=evaluation.refused,
        severity=context.plan.ids[level_at(context.timeline, context.as_of)] if filed else None,
        dispute_open=history.dispute is not None,
        waiting=history.waiting,
        resolved=history.stage == "resolved",
        cancelled=history.stage == "cancelled",
        deliveries=tuple(_delivery_state(delivery) for part in history.rounds for delivery in part.deliveries),
        waits=tuple(state for wait in history.waits for state in _wait_states(wait)),
        disputed=tuple((moment(at), context.plan.ids[level]) for at, level in history.disputed.items()),
        restored=filed and _holds(history.round),
    )


def _holds(present: Round) -> bool:
    return any(delivery.kind == "workaround" and delivery.verdict == "accepted" for delivery in present.deliveries)


def _delivery_state(delivery: Delivery) -> DeliveryState:
    return DeliveryState(
        kind=delivery.kind,
        id=delivery.id,
        state=delivery.verdict or "undecided",
        provided_at=moment(delivery.at),
        decided_at=_moment(delivery.decided_at),
        by_silence=delivery.verdict == "accepted" and delivery.decided_at == delivery.silent_at,
    )


def refusals(terms: Terms, facts: Iterable[Fact]) -> Iterator[Refusal]:
    """Yield the facts that are refused, each judged by the facts before it, as soon as it is."""
    return refusals_in(History(plan_of(terms)), facts)


def _wait_states(wait: Wait) -> Iterator[WaitState]:
    for requested_at in sorted({*wait.requests, *wait.voided}):
        yield WaitState(moment(requested_at), _moment(wait.end), _moment(wait.voided.get(requested_at, NEVER)))


def _moment(instant: int) -> datetime | None:
    return None if instant == NEVER else moment(instant)


def refuse(terms: Terms, facts: Iterable[Fact], fact: Fact) -> Refusal | None:
    """Return why a fact would be refused if it were appended to these facts; None if it would be admitted."""
    history, _ = walk(plan_of(terms), facts)
    return admit(history, fact, micros(fact.at))


def _provisional(history: History, all_clocks: list[Clock], now: int) -> frozenset[tuple[str, int]]:
    """Return the decided clocks whose decision would change if the dispute were withdrawn."""
    if history.dispute is None or timeline_in_force(history) == history.severity:
        return frozenset()
    # Only cycles that are listed are looked up, so no more have to be evaluated.
    limit = CycleLimit(len(all_clocks), cut=True)
    plain = {_name(clock): _decision(clock) for clock in clocks(history, history.severity, now, limit)}
    return frozenset(
        _name(clock)
        for clock in all_clocks
        if (clock.met or clock.missed) and plain.get(_name(clock)) != _decision(clock)
    )


def _name(clock: Clock) -> tuple[str, int]:
    return clock.promise.objective, clock.cycle


def _decision(clock: Clock) -> tuple[bool, bool, int | None]:
    return clock.met, clock.missed, clock.due.at if clock.missed else clock.stopped_at
