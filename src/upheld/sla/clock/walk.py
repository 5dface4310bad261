"""Applies facts to a history in order, refuses impossible facts and accepts deliveries automatically.

Automatic acceptance at S takes effect after every fact at S, so it is applied when a later fact arrives, or at the
end. If that later fact is refused, the acceptance is rolled back.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from upheld.sla.clock.acts import ACTS, Refused, accept
from upheld.sla.clock.facts import Fact
from upheld.sla.clock.history import History
from upheld.sla.clock.life import LIFE_CYCLE, Stage
from upheld.sla.clock.plan import Plan
from upheld.sla.clock.refusals import Refusal
from upheld.sla.instant import NEVER, micros

_BY_BASIS: Final = "severity_changed"


def walk(plan: Plan, facts: Iterable[Fact], as_of: int = NEVER) -> tuple[History, list[Refusal]]:
    """Return the history at ``as_of``, automatic acceptances until then included, and the refused facts."""
    history = History(plan)
    refused = list(refusals_in(history, facts, as_of))
    if as_of != NEVER:
        accept_by_silence(history, as_of)
    return history, refused


def refusals_in(history: History, facts: Iterable[Fact], as_of: int = NEVER) -> Iterator[Refusal]:
    """Apply the facts known at an instant to the history one after the other, and yield the refused ones."""
    for fact in facts:
        at = micros(fact.at)
        if at <= as_of:
            refusal = admit(history, fact, at)
            if refusal is not None:
                yield refusal


def admit(history: History, fact: Fact, at: int) -> Refusal | None:
    """Apply a fact to the history, or return its refusal and change nothing."""
    try:
        if history.next_silence >= at:
            _act(history, fact, at)
        else:
            _act_after_silence(history, fact, at)
    except Refused as error:
        return Refusal(fact, error.code, error.params)
    return None


def _act(history: History, fact: Fact, at: int) -> None:
    stages = _stages(fact)
    if at < history.last_at:
        raise Refused("backwards")
    stage = history.stage
    if stage not in stages:
        raise Refused(f"not_while_{stage}", type=fact.type)
    ACTS[fact.type](history, fact, at)
    history.last_at = at


def _stages(fact: Fact) -> tuple[Stage, ...]:
    row = LIFE_CYCLE.get(fact.type)
    if row is not None:
        return row
    if fact.type != _BY_BASIS:
        raise Refused("unknown_type", value=fact.type[:60])
    row = LIFE_CYCLE.get(f"{fact.type}/{fact.basis}")
    if row is None:
        raise Refused("unknown_basis", value=fact.basis[:60]) if fact.basis else Refused("missing_field", field="basis")
    return row


def _act_after_silence(history: History, fact: Fact, at: int) -> None:
    savepoint = Savepoint(history)
    try:
        accept_by_silence(history, at)
        _act(history, fact, at)
    except Refused:
        savepoint.restore(history)
        raise


def accept_by_silence(history: History, now: int) -> None:
    """Accept, in order, every delivery whose time for rejection ended before ``now``."""
    while history.next_silence < now:
        undecided = [delivery for delivery in history.round.deliveries if delivery.decided_at == NEVER]
        due = min(undecided, key=lambda delivery: delivery.silent_at)
        accept(history, due, due.silent_at)


class Savepoint:
    """The parts of a history that automatic acceptance can change, saved so that they can be restored."""

    __slots__ = ("decisions", "ended_at", "next_silence", "round", "update_event_count", "updating", "wait_end")

    def __init__(self, history: History) -> None:
        last = history.rounds[-1]
        self.round = (last.restored_by, last.resolved_by, last.resolved_at)
        self.decisions = [(delivery, delivery.decided_at, delivery.verdict) for delivery in last.deliveries]
        self.wait_end = history.waits[-1].end if history.waits else NEVER
        self.update_event_count = len(history.update_events)
        self.updating, self.ended_at = history.updating, history.updates_ended_at
        self.next_silence = history.next_silence

    def restore(self, history: History) -> None:
        """Restore the saved state."""
        last = history.rounds[-1]
        last.restored_by, last.resolved_by, last.resolved_at = self.round
        for delivery, decided_at, verdict in self.decisions:
            delivery.decided_at, delivery.verdict = decided_at, verdict
        if history.waits:
            history.waits[-1].end = self.wait_end
        del history.update_events[self.update_event_count :]
        history.updating, history.updates_ended_at = self.updating, self.ended_at
        history.next_silence = self.next_silence
