"""``assess``: terms, facts and an instant in, readings out. A pure function; time is an input (semantics §1).

The facts are walked once (what happened, what was refused), the severity timeline is laid over them, and every clock
is judged on its own course. While a dispute is open all clocks are judged a second time as if it were withdrawn:
where outcome or decision would differ, the reading is provisional.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from upheld.sla.clock.absences import is_excluded
from upheld.sla.clock.clock import Bench, Clock
from upheld.sla.clock.clocks import clocks, timeline_in_force
from upheld.sla.clock.facts import Fact
from upheld.sla.clock.history import Delivery, History, Round
from upheld.sla.clock.plan import plan_of
from upheld.sla.clock.refusals import Refusal
from upheld.sla.clock.severity import level_at
from upheld.sla.clock.walk import admit, walk
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
    restored: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A walked history with its judged clocks: what assessment, outlook and reckoning have in common."""

    history: History
    bench: Bench
    clocks: list[Clock]
    provisional: frozenset[tuple[str, int]]
    refused: tuple[Refusal, ...]

    def reading(self, clock: Clock) -> Reading:
        """The reading of one of the clocks."""
        return read_clock(
            self.bench,
            clock,
            provisional=(clock.promise.objective, clock.cycle) in self.provisional,
            excluded=is_excluded(self.history),
        )


def judge(terms: Terms, facts: Iterable[Fact], as_of: datetime) -> Judged:
    """Walk the facts known at ``as_of`` and judge every clock."""
    now = micros(as_of)
    history, refused = walk(plan_of(terms), facts, now)
    timeline = timeline_in_force(history)
    found = clocks(history, timeline, now)
    return Judged(history, Bench(history.plan, timeline, now), found, _provisional(history, found, now), tuple(refused))


def assess(terms: Terms, facts: Iterable[Fact], as_of: datetime) -> Assessment:
    """What every clock of a ticket shows at an instant (semantics §§5, 6, 9).

    Facts later than ``as_of`` are not known; impossible ones change nothing and are listed as refused. CannotAssess
    if an unanswered update promise has run through more cycles than can be listed.
    """
    return summarise(judge(terms, facts, as_of))


def summarise(judged: Judged) -> Assessment:
    """The public form of what was judged."""
    history, bench = judged.history, judged.bench
    filed = history.filed_at != NEVER
    excluded = is_excluded(history)
    return Assessment(
        readings=tuple(
            read_clock(
                bench,
                clock,
                provisional=(clock.promise.objective, clock.cycle) in judged.provisional,
                excluded=excluded,
            )
            for clock in judged.clocks
        ),
        refused=judged.refused,
        severity=bench.plan.ids[level_at(bench.timeline, bench.as_of)] if filed else None,
        dispute_open=history.dispute is not None,
        waiting=history.waiting,
        resolved=history.stage == "resolved",
        cancelled=history.stage == "cancelled",
        deliveries=tuple(_delivery_state(delivery) for part in history.rounds for delivery in part.deliveries),
        restored=filed and _holds(history.round),
    )


def _holds(present: Round) -> bool:
    return any(delivery.kind == "workaround" and delivery.verdict == "accepted" for delivery in present.deliveries)


def _delivery_state(one: Delivery) -> DeliveryState:
    return DeliveryState(
        kind=one.kind,
        id=one.id,
        state=one.verdict or "undecided",
        provided_at=moment(one.at),
        decided_at=None if one.decided_at == NEVER else moment(one.decided_at),
        by_silence=one.verdict == "accepted" and one.decided_at == one.silent_at,
    )


def refuse(terms: Terms, facts: Iterable[Fact], fact: Fact) -> Refusal | None:
    """Whether this fact, appended to these, would be refused, and why. Nothing is changed."""
    history, _ = walk(plan_of(terms), facts)
    return admit(history, fact, micros(fact.at))


def _provisional(history: History, found: list[Clock], now: int) -> frozenset[tuple[str, int]]:
    """The decided clocks that would be decided otherwise were the dispute withdrawn."""
    if history.dispute is None or timeline_in_force(history) == history.severity:
        return frozenset()
    plain = {_name(clock): _decision(clock) for clock in clocks(history, history.severity, now)}
    return frozenset(
        _name(clock) for clock in found if (clock.met or clock.missed) and plain.get(_name(clock)) != _decision(clock)
    )


def _name(clock: Clock) -> tuple[str, int]:
    return clock.promise.objective, clock.cycle


def _decision(clock: Clock) -> tuple[bool, bool, int | None]:
    return clock.met, clock.missed, clock.due.at if clock.missed else clock.stopped_at
