"""What the facts add up to: the state that the rules of legality look at, and the material of the clocks."""

from dataclasses import dataclass, field
from typing import Any

from sla.oracle.spans import Span
from sla.oracle.timeline import Dispute, Timeline


@dataclass
class Delivery:
    """A workaround or a resolution that was provided; `decided_at` stays None while the customer tests."""

    kind: str
    id: str
    at: int
    silence_at: int | None
    decided_at: int | None = None

    @property
    def testing(self) -> Span:
        return (self.at, self.decided_at)


@dataclass
class Cycle:
    """One cycle of restoration and resolution; `gaps` lie between an acceptance and its reopening."""

    begin: int
    restored_by: Delivery | None = None
    resolved_by: Delivery | None = None
    deliveries: list[Delivery] = field(default_factory=list)
    restoration_gaps: list[Span] = field(default_factory=list)
    resolution_gaps: list[Span] = field(default_factory=list)


@dataclass
class Claim:
    """An exclusion that the vendor claims; decisions by party."""

    clause: str
    scope: str
    span: Span
    decisions: dict[str, bool] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        return self.decisions.get("arbiter", self.decisions.get("customer", False))


@dataclass
class Story:
    """Everything that happened, as far as it is known."""

    filed_at: int | None = None
    cancelled_at: int | None = None
    last_at: int | None = None
    vendor: Timeline = field(default_factory=Timeline)
    dispute: Dispute | None = None
    cycles: list[Cycle] = field(default_factory=list)
    accepted_at: int | None = None  # of the resolution that stands accepted
    deliveries: dict[tuple[str, str], Delivery] = field(default_factory=dict)
    requests: list[tuple[int, int | None, bool]] = field(default_factory=list)  # from, end of the wait, voided
    claims: dict[str, Claim] = field(default_factory=dict)
    responded_at: int | None = None
    updates: list[tuple[str, int]] = field(default_factory=list)  # wait | begin | reply | end, in order
    updates_over: bool = False
    refused: list[tuple[dict[str, Any], str]] = field(default_factory=list)

    @property
    def cycle(self) -> Cycle:
        return self.cycles[-1]

    @property
    def waits(self) -> list[Span]:
        return [(begin, end) for begin, end, voided in self.requests if not voided]

    def undecided(self) -> list[Delivery]:
        """Deliveries that wait for an answer, in the order in which they were provided."""
        return [delivery for delivery in self.deliveries.values() if delivery.decided_at is None]

    def end_wait(self, at: int) -> None:
        """The open requests end; there is one wait, whatever was asked."""
        self.requests = [(a, at if b is None else b, voided) for a, b, voided in self.requests]
