"""The rows of a ticket's parts as plain values, and their columns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class WaitRow:
    """A row of ``desk.models.Wait``."""

    id: int
    organisation_id: int
    ticket_id: int
    message_id: int | None
    items: tuple[str, ...]
    requested_at: datetime
    ended_at: datetime | None
    voided_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A row of ``desk.models.Delivery``."""

    id: int
    organisation_id: int
    ticket_id: int
    message_id: int | None
    kind: str
    state: str
    provided_at: datetime
    decided_at: datetime | None
    decided_by_silence: bool
    reason: str


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """A row of ``desk.models.Dispute``."""

    id: int
    organisation_id: int
    ticket_id: int
    state: str
    severity: str
    vendor_severity: str
    reason: str
    opened_by_id: int | None
    opened_at: datetime
    due_at: datetime | None
    ruled_severity: str
    ruling: str
    ruled_by_id: int | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A row of ``desk.models.ExclusionClaim``. ``fields`` is JSON text."""

    id: int
    organisation_id: int
    ticket_id: int
    clause: str
    scope: str
    from_at: datetime | None
    to_at: datetime | None
    evidence: str
    fields: str
    claimed_by_id: int | None
    claimed_at: datetime
    state: str
    customer_decision: str
    arbiter_decision: str
    reason: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A row of ``desk.models.Cancellation``."""

    id: int
    organisation_id: int
    ticket_id: int
    reason: str
    into_id: int | None
    note: str
    state: str
    proposed_by_id: int | None
    proposed_at: datetime
    decided_by_id: int | None
    decided_at: datetime | None


EXACT = 2**53
"""Whole numbers below are exact as floating-point numbers."""
PartRow = WaitRow | DeliveryRow | DisputeRow | ClaimRow | ProposalRow


def canonical(fields: Mapping[str, object]) -> str:
    """JSON text that is equal for equal values, as `ClaimRow.fields` has it.

    The database writes a number with all its digits, the ledger in short: equal numbers are written alike here.
    """
    plain = {name: _number(value) if type(value) in (int, float) else value for name, value in fields.items()}
    return json.dumps(plain, sort_keys=True, ensure_ascii=False)


def _number(value: Any) -> float:
    number = float(value)
    return int(number) if number.is_integer() and abs(number) < EXACT else number
