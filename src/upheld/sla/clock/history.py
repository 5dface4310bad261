"""The history of a ticket: facts walked in order, the impossible refused, silence heard.

Walking only gathers what happened: who waited for whom, what was delivered and accepted, which claims hold, which
severity the vendor said. No clock is computed here. Acceptance by silence at S comes after every fact at S, so it is
noticed when a later fact arrives, or at the end; if that later fact is refused, it moved nothing, and the silence is
unheard again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from upheld.sla.clock.facts import Fact
from upheld.sla.clock.life import LIFE_CYCLE, TYPES, Stage
from upheld.sla.clock.plan import Plan
from upheld.sla.clock.severity import Timeline
from upheld.sla.errors import Params, Refusal
from upheld.sla.instant import NEVER, micros


class Refused(Exception):
    """The fact is impossible where it stands."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.code = code
        self.params: Params = params


@dataclass(slots=True, eq=False)
class Delivery:
    """A workaround or a resolution.

    ``decided_at`` is NEVER until it is accepted, rejected, or settled by another's acceptance.
    """

    kind: str
    id: str
    at: int
    silent_at: int
    decided_at: int = NEVER
    verdict: str = ""


@dataclass(slots=True, eq=False)
class Round:
    """From filing, or a reopening as a new cycle, on: what was delivered, and what stopped the clocks.

    ``gaps`` are the times between an acceptance that was taken back and the reopening.
    """

    start: int
    deliveries: list[Delivery] = field(default_factory=list)
    restored_by: Delivery | None = None
    resolved_by: Delivery | None = None
    resolved_at: int = NEVER
    gaps: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Wait:
    """Requests that the customer has not answered yet, or one reply answered."""

    requests: list[int]
    end: int = NEVER


@dataclass(slots=True, eq=False)
class Claim:
    """An exclusion that the vendor claims, and who has decided on it."""

    id: str
    clause: str
    start: int
    end: int
    whole_ticket: bool
    verdicts: dict[str, bool] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        """The arbiter's decision prevails over the customer's."""
        return self.verdicts.get("arbiter", self.verdicts.get("customer", False))


@dataclass(slots=True, eq=False)
class Dispute:
    """An open dispute: since when, for which level, and from when the disputed classification is effective."""

    at: int
    wanted: int
    effective_from: int


@dataclass(slots=True, eq=False)
class History:
    """What a ticket's facts add up to. Instants are microseconds; NEVER means "not yet"."""

    plan: Plan
    filed_at: int = NEVER
    last_at: int = -NEVER
    cancelled_at: int = NEVER
    cancelled_because: str = ""
    responded_at: int = NEVER
    severity: Timeline = field(default_factory=list)
    dispute: Dispute | None = None
    rounds: list[Round] = field(default_factory=list)
    delivered: set[tuple[str, str]] = field(default_factory=set)
    waits: list[Wait] = field(default_factory=list)
    voided: set[int] = field(default_factory=set)
    claims: dict[str, Claim] = field(default_factory=dict)
    beats: list[tuple[int, str]] = field(default_factory=list)
    """Update cycles: ``begin``, ``update`` and ``end``, in order."""
    updating: bool = False
    updates_ended_at: int = NEVER
    next_silence: int = NEVER

    @property
    def round(self) -> Round:
        """The present round."""
        return self.rounds[-1]

    @property
    def stage(self) -> Stage:
        """Where in its life the ticket is."""
        if self.filed_at == NEVER:
            return "new"
        if self.cancelled_at != NEVER:
            return "cancelled"
        return "resolved" if self.rounds[-1].resolved_by is not None else "open"

    @property
    def waiting(self) -> bool:
        """Whether the vendor waits for the customer, by a request that was not voided."""
        return any(wait.end == NEVER and not self.voided.issuperset(wait.requests) for wait in self.waits[-1:])

    def admit(self, fact: Fact) -> Refusal | None:
        """Take a fact in, or refuse it and change nothing."""
        at = micros(fact.at)
        try:
            self._admit(fact, at)
        except Refused as error:
            return Refusal(fact, error.code, error.params)
        return None

    def _admit(self, fact: Fact, at: int) -> None:
        from upheld.sla.clock.acts import ACTS

        kind = fact.type
        if kind not in TYPES:
            raise Refused("unknown_type", value=kind[:60])
        if at < self.last_at:
            raise Refused("backwards")
        if self.next_silence >= at:
            self._check_stage(fact)
            ACTS[kind](self, fact, at)
        else:
            before = Memory(self)
            try:
                self.hear_silence(at)
                self._check_stage(fact)
                ACTS[kind](self, fact, at)
            except Refused:
                before.restore(self)
                raise
        self.last_at = at

    def _check_stage(self, fact: Fact) -> None:
        stages = LIFE_CYCLE.get(fact.type)
        if stages is None:
            stages = LIFE_CYCLE.get(f"{fact.type}/{fact.basis}")
            if stages is None:
                raise Refused("unknown_basis", value=str(fact.basis)[:60])
        stage = self.stage
        if stage not in stages:
            raise Refused(f"not_while_{stage}", type=fact.type)

    def hear_silence(self, now: int) -> None:
        """Accept what nobody rejected in time: every silence that ended before ``now``, in order."""
        from upheld.sla.clock.acts import accept

        while self.next_silence < now:
            open_ones = [one for one in self.round.deliveries if one.decided_at == NEVER]
            due = min(open_ones, key=lambda one: one.silent_at)
            accept(self, due, due.silent_at)

    def listen(self) -> None:
        """Note when the next silence ends."""
        if self.cancelled_at != NEVER:
            self.next_silence = NEVER
            return
        undecided = (one.silent_at for one in self.round.deliveries if one.decided_at == NEVER)
        self.next_silence = min(undecided, default=NEVER)


class Memory:
    """What hearing a silence can change, kept in case the fact that made us listen is refused."""

    __slots__ = ("beats", "decisions", "ended_at", "next_silence", "round", "updating", "wait_end")

    def __init__(self, history: History) -> None:
        last = history.rounds[-1]
        self.round = (last.restored_by, last.resolved_by, last.resolved_at)
        self.decisions = [(one, one.decided_at, one.verdict) for one in last.deliveries]
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


def walk(plan: Plan, facts: Iterable[Fact], as_of: int = NEVER) -> tuple[History, list[Refusal]]:
    """The history of all facts known at ``as_of``, silences that had passed by then included, and what was refused."""
    history, refused = History(plan), []
    for fact in facts:
        if as_of == NEVER or micros(fact.at) <= as_of:
            refusal = history.admit(fact)
            if refusal is not None:
                refused.append(refusal)
    if history.filed_at != NEVER and as_of != NEVER:
        history.hear_silence(as_of)
    return history, refused
