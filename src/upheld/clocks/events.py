"""Events that time causes on a clock. Each is dated when it happened, however late it was noticed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from upheld.ledger.events import OnTicket


@dataclass(frozen=True, kw_only=True)
class ClockEvent(OnTicket):
    """An event on a clock. ``at`` is when it was recorded, ``crossed_at`` when it happened."""

    objective: str
    cycle: int
    crossed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ClockAtRisk(ClockEvent):
    """A warning mark of the target was passed. It changes how the clock is displayed and sends no message."""

    kind = "clock.at_risk"
    share: str


@dataclass(frozen=True, kw_only=True)
class EscalationReached(ClockEvent):
    """A step of the contract's escalation was reached."""

    kind = "escalation.reached"
    timeline = "vendor"
    step: int


@dataclass(frozen=True, kw_only=True)
class ClockDecided(ClockEvent):
    """A clock got its outcome, or its outcome changed. A breach carries its deadline."""

    kind = "clock.decided"
    timeline = "both"
    severity: str
    outcome: str
    provisional: bool
    excluded: bool
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DeadlineMoved(ClockEvent):
    """A new release of the time zone database moved the deadline of an open clock. It is not a fact of the ticket."""

    kind = "clock.moved"
    timeline = "both"
    due_before: datetime | None
    due_at: datetime | None
    tzdata_before: str
    tzdata: str


@dataclass(frozen=True, kw_only=True)
class AcceptedBySilence(OnTicket):
    """Nobody rejected a delivery in time. Derived, not a fact; ``crossed_at`` is when it took effect."""

    kind = "delivery.accepted_by_silence"
    timeline = "both"
    notice = ""
    delivery_id: int
    crossed_at: datetime
