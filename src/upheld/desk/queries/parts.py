"""The parts of a ticket, as pages and the API read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from upheld.i18n.words import short
from upheld.sla.words import say_name


@dataclass(frozen=True, slots=True)
class PersonRef:
    """A person, by id and name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class TicketRef:
    """A linked ticket. ``kind`` is its relation to this one."""

    id: int
    subject: str
    state: str
    kind: str


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A file of a message. ``size`` is in bytes."""

    id: int
    message_id: int | None
    name: str
    content_type: str
    size: int
    sha256: str
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message. ``body`` is Markdown as written; it is rendered to safe HTML when shown."""

    id: int
    kind: str
    channel: str
    automatic: bool
    via: str
    author: PersonRef | None
    from_customer: bool
    body: str
    created_at: datetime
    attachments: tuple[AttachmentView, ...]
    length: int
    """The characters of the whole message, of which ``body`` may be the beginning."""

    @property
    def shortened(self) -> bool:
        """Whether ``body`` is only the beginning, because the page has enough of newer messages."""
        return len(self.body) < self.length


@dataclass(frozen=True, slots=True)
class WaitView:
    """A wait for the customer, with the requested items."""

    id: int
    message_id: int | None
    items: tuple[str, ...]
    requested_at: datetime
    ended_at: datetime | None
    voided_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A workaround or a resolution, and its outcome."""

    id: int
    kind: str
    state: str
    message_id: int | None
    provided_at: datetime
    decided_at: datetime | None
    decided_by_silence: bool
    reason: str


@dataclass(frozen=True, slots=True)
class DisputeView:
    """A contested severity. ``due_at`` is when the ruling is due."""

    id: int
    state: str
    severity: str
    vendor_severity: str
    reason: str
    opened_by: PersonRef | None
    opened_at: datetime
    due_at: datetime | None
    ruled_severity: str
    ruling: str
    ruled_by: PersonRef | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """An exclusion claim and the decisions on it."""

    id: int
    clause: str
    scope: str
    from_at: datetime | None
    to_at: datetime | None
    evidence: str
    fields: dict[str, object]
    claimed_by: PersonRef | None
    claimed_at: datetime
    state: str
    customer_decision: str
    arbiter_decision: str
    reason: str
    decided_at: datetime | None

    @property
    def evidence_named(self) -> tuple[tuple[str, object], ...]:
        """The evidence that the clause names, with the names in words."""
        return tuple((say_name("proof", name, short()), value) for name, value in self.fields.items())


@dataclass(frozen=True, slots=True)
class CancellationView:
    """A proposal to end the ticket, and its state."""

    id: int
    reason: str
    into: TicketRef | None
    note: str
    state: str
    proposed_by: PersonRef | None
    proposed_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft of the reader. ``revision`` is the ticket's revision when they began."""

    kind: str
    body: str
    revision: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A ledger entry about this ticket. ``apart`` names its private texts, which are stored separately."""

    index: int
    type: str
    recorded_at: datetime
    actor_kind: str
    actor: PersonRef | None
    data: dict[str, object]
    apart: frozenset[str]

    @property
    def via(self) -> str:
        """The kind of the API token that was used; empty for a page."""
        return str(self.data.get("via", ""))
