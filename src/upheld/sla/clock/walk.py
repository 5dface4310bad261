"""Walking the facts: in order, the impossible refused, silence heard.

Acceptance by silence at S comes after every fact at S, so it is noticed when a later fact arrives, or at the end. If
that later fact is refused, it moved nothing, and the silence is unheard again.
"""

from collections.abc import Iterable
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
    """The history of all facts known at ``as_of``, silences that had passed by then included, and what was refused."""
    history = History(plan)
    refused: list[Refusal] = []
    for fact in facts:
        at = micros(fact.at)
        if at <= as_of:
            refusal = admit(history, fact, at)
            if refusal is not None:
                refused.append(refusal)
    if as_of != NEVER:
        hear_silence(history, as_of)
    return history, refused


def admit(history: History, fact: Fact, at: int) -> Refusal | None:
    """Take a fact in, or refuse it and change nothing."""
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
    before = Memory(history)
    try:
        hear_silence(history, at)
        _act(history, fact, at)
    except Refused:
        before.restore(history)
        raise


def hear_silence(history: History, now: int) -> None:
    """Accept what nobody rejected in time: every silence that ended before ``now``, in order."""
    while history.next_silence < now:
        undecided = [delivery for delivery in history.round.deliveries if delivery.decided_at == NEVER]
        due = min(undecided, key=lambda one: one.silent_at)
        accept(history, due, due.silent_at)


class Memory:
    """What hearing a silence can change, kept in case the fact that made us listen is refused."""

    __slots__ = ("beats", "decisions", "ended_at", "next_silence", "round", "updating", "wait_end")

    def __init__(self, history: History) -> None:
        last = history.rounds[-1]
        self.round = (last.restored_by, last.resolved_by, last.resolved_at)
        self.decisions = [(delivery, delivery.decided_at, delivery.verdict) for delivery in last.deliveries]
        self.wait_end = history.waits[-1].end if history.waits else NEVER
        self.beats = len(history.beats)
        self.updating, self.ended_at = history.updating, history.updates_ended_at
        self.next_silence = history.next_silence

    def restore(self, history: History) -> None:
        """Put it back."""
        last = history.rounds[-1]
        last.restored_by, last.resolved_by, last.resolved_at = self.round
        for one, decided_at, verdict in self.decisions:
            one.decided_at, one.verdict = decided_at, verdict
        if history.waits:
            history.waits[-1].end = self.wait_end
        del history.beats[self.beats :]
        history.updating, history.updates_ended_at = self.updating, self.ended_at
        history.next_silence = self.next_silence
