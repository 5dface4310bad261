"""The history of a ticket: the state that results from its facts.

It records waits, deliveries, acceptances, claims and the vendor's severities. It computes no clocks and checks no
facts: the functions in ``acts`` check and change it, ``walk`` applies all facts in order.
"""

from dataclasses import dataclass, field

from upheld.sla.clock.life import Stage
from upheld.sla.clock.plan import Plan
from upheld.sla.clock.severity import Timeline
from upheld.sla.instant import NEVER


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
    """Requests that the customer has not answered yet, or one reply answered.

    ``voided`` are the requests that a ruling took out, with the instants of the rulings.
    """

    requests: list[int]
    end: int = NEVER
    voided: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Claim:
    """An exclusion that the vendor claims, and who has decided on it."""

    id: str
    clause: str
    start: int
    end: int
    whole_ticket: bool
    verdicts: dict[str, bool] = field(default_factory=dict)
    decided_at: dict[str, int] = field(default_factory=dict)

    @property
    def decider(self) -> str:
        """Whose decision prevails; empty where nobody has decided."""
        return next((name for name in ("arbiter", "customer") if name in self.verdicts), "")

    @property
    def accepted(self) -> bool:
        """The arbiter's decision prevails over the customer's."""
        return self.verdicts.get(self.decider, False)


@dataclass(slots=True, eq=False)
class Dispute:
    """An open dispute: when it opened, the level that the customer demands, and the start of the disputed severity."""

    at: int
    customer_level: int
    effective_from: int


@dataclass(slots=True, eq=False)
class History:
    """The state that results from a ticket's facts. Instants are microseconds; NEVER means "not yet"."""

    plan: Plan
    filed_at: int = NEVER
    last_at: int = -NEVER
    cancelled_at: int = NEVER
    cancelled_because: str = ""
    responded_at: int = NEVER
    severity: Timeline = field(default_factory=list)
    dispute: Dispute | None = None
    disputed: dict[int, int] = field(default_factory=dict)
    """The level that each dispute contested, by the instant at which it opened."""
    rounds: list[Round] = field(default_factory=list)
    delivered: set[tuple[str, str]] = field(default_factory=set)
    waits: list[Wait] = field(default_factory=list)
    requested: set[int] = field(default_factory=set)
    """The instants of all requests, also of those that were voided."""
    claims: dict[str, Claim] = field(default_factory=dict)
    update_events: list[tuple[int, str]] = field(default_factory=list)
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
        return any(wait.end == NEVER and bool(wait.requests) for wait in self.waits[-1:])

    def update_next_silence(self) -> None:
        """Set when the next delivery is accepted automatically."""
        if self.cancelled_at != NEVER:
            self.next_silence = NEVER
            return
        undecided = (delivery.silent_at for delivery in self.round.deliveries if delivery.decided_at == NEVER)
        self.next_silence = min(undecided, default=NEVER)
