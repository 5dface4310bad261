"""Events on a ticket. Fields are ids and plain values; the ledger holds only a hash of private text.

``kind`` is the entry type in the ledger; `desk.evidence` reads facts from these fields.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

from upheld.desk.evidence import DecodedFacts
from upheld.ledger.events import PRIVATE, OnTicket, Recorded, private_text, unrecorded
from upheld.operations.bus import Event


@dataclass(frozen=True, kw_only=True)
class TicketEvent(OnTicket):
    """An act of a person on a ticket. Its clocks are assessed after each."""


@dataclass(frozen=True, kw_only=True)
class TicketFiled(TicketEvent):
    """A ticket was filed. ``evidence`` is the JSON text of the answers for the contract's criteria, or empty."""

    kind = "ticket.filed"
    notice = "body"
    severity: str
    product: str
    component: str = ""
    platform: str = ""
    sdk_version: str = ""
    region: str = ""
    environment: str = "production"
    plan: str = ""
    uncovered: str = ""
    requester_id: int
    message_id: int
    tags: tuple[str, ...] = unrecorded(())
    title: str = private_text()
    body: str = private_text()
    evidence: str = private_text()

    def private(self) -> dict[str, str]:
        return {name: text for name, text in super().private().items() if text or name != "evidence"}


@dataclass(frozen=True, kw_only=True)
class VendorReplied(TicketEvent):
    kind = "vendor.replied"
    notice = "body"
    channel: str = "reply"
    automatic: bool = False
    internal: bool = False
    message_id: int
    body: str = private_text()


@dataclass(frozen=True, kw_only=True)
class CustomerReplied(TicketEvent):
    kind = "customer.replied"
    notice = "body"
    message_id: int
    body: str = private_text()


@dataclass(frozen=True, kw_only=True)
class InformationRequested(TicketEvent):
    kind = "information.requested"
    notice = "items"
    wait_id: int
    items: tuple[str, ...] = private_text()
    count: int

    def notice_text(self) -> str:
        return "\n".join(f"– {item}" for item in self.items)


@dataclass(frozen=True, kw_only=True)
class WaitVoided(TicketEvent):
    kind = "wait.voided"
    timeline = "both"
    notice = "reason"
    wait_id: int
    requested_at: datetime
    reason: str = private_text()


@dataclass(frozen=True, kw_only=True)
class SeverityChanged(TicketEvent):
    kind = "severity.changed"
    timeline = "both"
    notice = "reason"
    severity: str
    basis: str
    effective_from: datetime | None = None
    reason: str = private_text()
    evidence: str | None = field(default=None, metadata=PRIVATE)
    """The evidence of a customer who reports a higher impact, as a JSON object by name; ``None`` if there is none."""


@dataclass(frozen=True, kw_only=True)
class SeverityDisputed(TicketEvent):
    kind = "severity.disputed"
    timeline = "both"
    notice = "reason"
    dispute_id: int
    severity: str
    due_at: datetime | None = None
    reason: str = private_text()


@dataclass(frozen=True, kw_only=True)
class DisputeWithdrawn(TicketEvent):
    kind = "dispute.withdrawn"
    timeline = "both"
    notice = ""
    dispute_id: int


@dataclass(frozen=True, kw_only=True)
class SeverityRuled(TicketEvent):
    kind = "severity.ruled"
    timeline = "both"
    notice = "reason"
    dispute_id: int
    severity: str
    reason: str = private_text()


@dataclass(frozen=True, kw_only=True)
class EvidenceMeasured(TicketEvent):
    """Monitoring measured values. ``evidence`` is the JSON text of values by name; it is public so that both can check.

    It is not a fact of the clocks; it limits how low the vendor may classify.
    """

    kind = "evidence.measured"
    timeline = "both"
    evidence: str
    source: str


@dataclass(frozen=True, kw_only=True)
class FloorLifted(TicketEvent):
    """The vendor lifts a minimum severity that came from an earlier measurement; ``remaining`` is the next one."""

    kind = "floor.lifted"
    timeline = "both"
    notice = "reason"
    severity: str
    remaining: str | None = None
    reason: str = private_text()


@dataclass(frozen=True, kw_only=True)
class Provided(TicketEvent):
    delivery_id: int


@dataclass(frozen=True, kw_only=True)
class WorkaroundProvided(Provided):
    kind = "workaround.provided"
    notice = ""


@dataclass(frozen=True, kw_only=True)
class WorkaroundAccepted(Provided):
    kind = "workaround.accepted"
    timeline = "both"
    notice = ""


@dataclass(frozen=True, kw_only=True)
class WorkaroundRejected(Provided):
    kind = "workaround.rejected"
    timeline = "both"
    notice = "reason"
    reason: str = private_text()


@dataclass(frozen=True, kw_only=True)
class ResolutionProvided(Provided):
    kind = "resolution.provided"
    notice = ""


@dataclass(frozen=True, kw_only=True)
class ResolutionAccepted(Provided):
    kind = "resolution.accepted"
    timeline = "both"
    notice = ""


@dataclass(frozen=True, kw_only=True)
class ResolutionRejected(Provided):
    kind = "resolution.rejected"
    timeline = "both"
    notice = "reason"
    reason: str = private_text()


@dataclass(frozen=True, kw_only=True)
class ArbiterAgreed(TicketEvent):
    """The customer accepts an arbiter who was appointed after the case opened, or who appointed themselves."""

    kind = "arbiter.agreed"
    timeline = "both"
    notice = ""
    arbiter_id: int


@dataclass(frozen=True, kw_only=True)
class Reopened(TicketEvent):
    kind = "ticket.reopened"
    timeline = "both"
    notice = "reason"
    reason: str = private_text()


@dataclass(frozen=True, kw_only=True)
class ExclusionClaimed(TicketEvent):
    kind = "exclusion.claimed"
    timeline = "both"
    notice = "evidence"
    claim_id: int
    clause: str
    scope: str
    from_at: datetime | None = None
    to_at: datetime | None = None
    evidence: str = private_text()
    fields: str | None = field(default=None, metadata=PRIVATE)
    """The evidence that the clause names, as JSON text by name; ``None`` where it names none."""

    def notice_text(self) -> str:
        values = json.loads(self.fields or "{}")
        return "\n".join([*(f"– {name}: {value}" for name, value in values.items()), self.evidence])


@dataclass(frozen=True, kw_only=True)
class ExclusionDecided(TicketEvent):
    claim_id: int
    by: str
    reason: str = private_text()


@dataclass(frozen=True, kw_only=True)
class ExclusionAccepted(ExclusionDecided):
    kind = "exclusion.accepted"
    timeline = "both"
    notice = "reason"


@dataclass(frozen=True, kw_only=True)
class ExclusionRejected(ExclusionDecided):
    kind = "exclusion.rejected"
    timeline = "both"
    notice = "reason"


@dataclass(frozen=True, kw_only=True)
class TicketCancelled(TicketEvent):
    kind = "ticket.cancelled"
    timeline = "both"
    notice = ""
    reason: str


@dataclass(frozen=True, kw_only=True)
class TicketMerged(TicketEvent):
    """Recorded on the ticket that ends. The clocks of the other ticket continue."""

    kind = "ticket.merged"
    timeline = "both"
    notice = ""
    into_id: int


@dataclass(frozen=True, kw_only=True)
class TicketAssigned(TicketEvent):
    kind = "ticket.assigned"
    timeline = "vendor"
    group_id: int | None = None
    assignee_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class TicketDescribed(TicketEvent):
    """Tags were set. Older entries also name component, platform and other fields. Clocks are not affected."""

    kind = "ticket.described"
    timeline = "vendor"
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TicketDimensionsChanged(TicketEvent):
    """Dimensions of the ticket changed. Holds their old and new values.

    ``baseline`` marks a change that was made before such entries existed; ``before`` holds the values of its entries.
    """

    kind = "ticket.dimensions_changed"
    timeline = "both"
    before: dict[str, str]
    after: dict[str, str]
    baseline: bool = False


@dataclass(frozen=True, kw_only=True)
class CalendarExtended(TicketEvent):
    """The ticket moves to a later calendar edition of its contract version, which extends the known deadlines."""

    kind = "ticket.calendar_extended"
    timeline = "both"
    edition: int


@dataclass(frozen=True, kw_only=True)
class CancellationProposed(TicketEvent):
    kind = "cancellation.proposed"
    timeline = "both"
    notice = "note"
    proposal_id: int
    reason: str
    into_id: int | None = None
    note: str = private_text()


@dataclass(frozen=True, kw_only=True)
class CancellationRefused(TicketEvent):
    kind = "cancellation.refused"
    timeline = "both"
    notice = ""
    proposal_id: int


@dataclass(frozen=True, kw_only=True)
class PersonRedacted(Recorded):
    """The private values of a person's entries were erased. ``entries`` is how many; the entries stay."""

    kind = "person.redacted"
    person_id: int
    entries: int

    @property
    def subject(self) -> str:
        return f"person/{self.person_id}"


@dataclass(frozen=True, kw_only=True)
class FactsRead(Event):
    """An act has read the facts of its ticket, with the account locked. What assesses the ticket goes on from there."""

    decoded: DecodedFacts


@dataclass(frozen=True, kw_only=True)
class TextsErased(Event):
    """A person's texts were replaced, and the subjects of these tickets of theirs with ``text``.

    ``acted_on`` are the tickets that lost texts of their acts.
    """

    person_id: int
    ticket_ids: tuple[int, ...]
    acted_on: tuple[int, ...]
    text: str
