"""Response schemas of a ticket and its parts."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from upheld.api.wire.fields import Moment
from upheld.api.wire.schemas import Ref, Schema


class TicketInList(Schema):
    """A ticket in a list."""

    id: int
    subject: str
    state: str = Field(examples=["open"])
    severity: str = Field(examples=["P1"])
    customer_id: int
    customer: str
    requester: str
    product: str
    component: str
    platform: str
    sdk_version: str
    region: str
    environment: str
    group: str
    assignee: str
    tags: list[str]
    uncovered: str = Field(description="Why no contract stands behind it; empty where one does.")
    filed_at: Moment
    updated_at: Moment
    closed_at: Moment | None


class File(Schema):
    """A file of a ticket."""

    id: int
    message_id: int | None
    name: str
    content_type: str
    size: int
    sha256: str
    uploaded_at: Moment


class Message(Schema):
    """Something said; ``body`` is Markdown as written."""

    id: int
    kind: str = Field(description="public, or internal: a note that never leaves the vendor.")
    channel: str
    automatic: bool
    via: str = Field(examples=["person"], description="The kind of the API token it came by; empty for a page.")
    author: Ref | None
    from_customer: bool
    body: str
    created_at: Moment
    attachments: list[File]


class Wait(Schema):
    """What the customer was asked for."""

    id: int
    message_id: int | None
    items: list[str]
    requested_at: Moment
    ended_at: Moment | None
    voided_at: Moment | None


class Delivery(Schema):
    """A workaround or a resolution, and what became of it."""

    id: int
    kind: str
    state: str = Field(description="undecided, accepted, rejected or settled.")
    message_id: int | None
    provided_at: Moment
    decided_at: Moment | None
    decided_by_silence: bool
    reason: str


class Dispute(Schema):
    """A contested severity."""

    id: int
    state: str
    severity: str
    vendor_severity: str
    reason: str
    opened_by: Ref | None
    opened_at: Moment
    due_at: Moment | None
    ruled_severity: str
    ruling: str
    ruled_by: Ref | None
    ended_at: Moment | None


class Exclusion(Schema):
    """A claim that time does not count, and the decisions on it."""

    id: int
    clause: str
    scope: str
    from_at: Moment | None
    to_at: Moment | None
    evidence: str
    fields: dict[str, Any] = Field(description="The evidence that the clause names, by name.")
    claimed_by: Ref | None
    claimed_at: Moment
    state: str
    customer_decision: str
    arbiter_decision: str
    reason: str
    decided_at: Moment | None


class Conflict(Schema):
    """Why an arbiter may not rule."""

    code: str = Field(
        examples=["appointed_later"],
        description="acted, assigned or in_group (to customers: worked); appointed_later and self_appointed end when "
        "the customer agrees to the arbiter.",
    )
    at: Moment | None


class Candidate(Schema):
    """An arbiter as seen from one case; without conflicts they may rule."""

    person: Ref
    conflicts: list[Conflict]


class Arbitration(Schema):
    """An open case with every arbiter."""

    kind: str = Field(description="dispute, exclusion or cancellation.")
    id: int
    candidates: list[Candidate]


class LatestMeasurement(Schema):
    """The newest value that monitoring measured under one name."""

    name: str = Field(examples=["service_down_minutes"])
    value: Any = Field(examples=[12])
    source: str = Field(examples=["prometheus eu-1"])
    at: Moment


class OtherTicket(Schema):
    """Another ticket, and what it has to do with this one."""

    id: int
    subject: str
    state: str
    kind: str


class Cancellation(Schema):
    """A proposal to end the ticket."""

    id: int
    reason: str
    into: OtherTicket | None
    note: str
    state: str
    proposed_by: Ref | None
    proposed_at: Moment
    decided_at: Moment | None


class Draft(Schema):
    """What the caller was writing; ``revision`` is what they had read."""

    kind: str
    body: str
    revision: int
    saved_at: Moment


class HistoryEntry(Schema):
    """An entry of the ledger about this ticket."""

    index: int
    type: str
    recorded_at: Moment
    actor_kind: str
    actor: Ref | None
    data: dict[str, Any]


class Ticket(Schema):
    """A ticket with all its parts, as far as the caller may see them."""

    id: int
    subject: str
    state: str
    severity: str
    severity_asked: str
    customer_id: int
    customer: str
    requester: Ref
    product_id: int
    product: str
    component: str
    platform: str
    sdk_version: str
    region: str
    environment: str
    tags: list[str]
    evidence: dict[str, Any] = Field(description="What was answered at filing, by the names that criteria use.")
    uncovered: str
    contract_id: int | None
    contract_version_id: int | None
    contract_number: int | None
    group_id: int | None
    group: str
    assignee: Ref | None
    revision: int = Field(description="Goes up with each act; give it as seen_revision with a reply.")
    filed_at: Moment
    updated_at: Moment
    closed_at: Moment | None
    merged_into: int | None
    may: Annotated[list[str], BeforeValidator(sorted)] = Field(
        description="The acts that the caller's roles allow here."
    )
    messages: list[Message] = Field(description="The newest 200, the oldest of them first.")
    messages_next: str | None = Field(
        description="For what was said before them, give it as cursor to the ticket's messages; null if that is all."
    )
    waits: list[Wait]
    deliveries: list[Delivery]
    disputes: list[Dispute]
    claims: list[Exclusion]
    cancellations: list[Cancellation]
    watchers: list[Ref]
    links: list[OtherTicket]
    drafts: list[Draft]
    measurements: list[LatestMeasurement] = Field(description="What was measured since the newest ruling.")
    floor: str | None = Field(
        description="The severity that follows from it: the vendor cannot go below without a ruling."
    )
    arbitration: list[Arbitration] = Field(description="The open cases, and who may rule on them.")
    floor_of_now: str | None = Field(
        description="What the newest values alone make it. Where floor is higher, it stands until the vendor lifts it."
    )
    history: list[HistoryEntry] = Field(description="The newest 200, the oldest of them first.")
    history_next: str | None = Field(
        description="For what was recorded before them, give it as cursor to the ticket's history; null if that is all."
    )
