"""One ticket with all its parts, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.accounts.models import User
from upheld.desk import models
from upheld.desk.permissions import acts_of
from upheld.desk.queries import parts
from upheld.desk.queries.levels import Level, levels_of
from upheld.desk.terms import terms_for
from upheld.ledger.queries import entries_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """A ticket as one reader may see it: customers never get internal notes. ``may`` are the reader's acts."""

    id: int
    subject: str
    state: str
    severity: str
    severity_asked: str
    levels: tuple[Level, ...]
    customer_id: int
    customer: str
    customer_zone: str
    requester: parts.PersonRef
    product_id: int
    product: str
    component: str
    platform: str
    sdk_version: str
    region: str
    environment: str
    tags: tuple[str, ...]
    uncovered: str
    contract_id: int | None
    contract_version_id: int | None
    contract_number: int | None
    contract_zone: str
    group_id: int | None
    group: str
    assignee: parts.PersonRef | None
    revision: int
    filed_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    merged_into: int | None
    may: frozenset[str]
    messages: tuple[parts.MessageView, ...]
    waits: tuple[parts.WaitView, ...]
    deliveries: tuple[parts.DeliveryView, ...]
    disputes: tuple[parts.DisputeView, ...]
    claims: tuple[parts.ClaimView, ...]
    cancellations: tuple[parts.CancellationView, ...]
    watchers: tuple[parts.PersonRef, ...]
    links: tuple[parts.TicketRef, ...]
    drafts: tuple[parts.DraftView, ...]
    history: tuple[parts.HistoryLine, ...]

    @property
    def open_dispute(self) -> parts.DisputeView | None:
        """The dispute awaiting a ruling."""
        return next((one for one in self.disputes if one.state == models.Dispute.State.OPEN), None)

    @property
    def open_proposal(self) -> parts.CancellationView | None:
        """The proposal to end the ticket that awaits an answer."""
        return next((one for one in self.cancellations if one.state == models.Cancellation.State.PROPOSED), None)

    @property
    def undecided(self) -> tuple[parts.DeliveryView, ...]:
        """Deliveries that the customer has yet to accept or reject."""
        return tuple(one for one in self.deliveries if one.state == models.Delivery.State.UNDECIDED)


def ticket(*, ticket_id: int, actor: Actor) -> TicketView | None:
    """A ticket for one reader; ``None`` where there is none or it is another organisation's."""
    row = (
        models.Ticket.objects.select_related(
            "organisation", "requester", "product", "group", "assignee", "contract_version"
        )
        .filter(pk=ticket_id)
        .first()
    )
    if row is None or not actor.sees(row.organisation_id):
        return None
    may = acts_of(actor, row.organisation_id)
    return _view(row, actor, may) if "view" in may else None


def _view(row: models.Ticket, actor: Actor, may: frozenset[str]) -> TicketView:
    version = row.contract_version
    terms = terms_for(row)
    return TicketView(
        id=row.pk,
        subject=row.subject,
        state=row.state,
        severity=row.severity,
        severity_asked=row.severity_asked,
        levels=levels_of(terms),
        customer_id=row.organisation_id,
        customer=row.organisation.name,
        customer_zone=row.organisation.timezone,
        requester=_person(row.requester),
        product_id=row.product_id,
        product=row.product.name,
        component=row.component,
        platform=row.platform,
        sdk_version=row.sdk_version,
        region=row.region,
        environment=row.environment,
        tags=tuple(row.tags),
        uncovered=row.uncovered,
        contract_id=version and version.contract_id,
        contract_version_id=row.contract_version_id,
        contract_number=version and version.number,
        contract_zone=str(terms.timezone),
        group_id=row.group_id,
        group=row.group.name if row.group else "",
        assignee=_person(row.assignee) if row.assignee else None,
        revision=row.revision,
        filed_at=row.filed_at,
        updated_at=row.updated_at,
        closed_at=row.closed_at,
        merged_into=row.merged_into_id,
        may=may,
        messages=_messages(row, "view_internal" in may),
        waits=_waits(row),
        deliveries=_deliveries(row),
        disputes=_disputes(row),
        claims=_claims(row),
        cancellations=_cancellations(row),
        watchers=tuple(_person(one.user) for one in row.watchers.select_related("user").order_by("user__name")),
        links=_links(row),
        drafts=_drafts(row, actor),
        history=_history(row, "view_internal" in may),
    )


def _person(user: User) -> parts.PersonRef:
    return parts.PersonRef(user.pk, user.name)


def _maybe(user: User | None) -> parts.PersonRef | None:
    return None if user is None else _person(user)


def _messages(row: models.Ticket, internal: bool) -> tuple[parts.MessageView, ...]:
    files = _attachments(row)
    said = row.messages.select_related("author").order_by("pk")
    if not internal:
        said = said.filter(kind=models.Message.Kind.PUBLIC)
    return tuple(
        parts.MessageView(
            id=one.pk,
            kind=one.kind,
            channel=one.channel,
            automatic=one.automatic,
            author=_maybe(one.author),
            from_customer=one.from_customer,
            body=one.body,
            created_at=one.created_at,
            attachments=tuple(files[one.pk]),
        )
        for one in said
    )


def _attachments(row: models.Ticket) -> dict[int | None, list[parts.AttachmentView]]:
    found: dict[int | None, list[parts.AttachmentView]] = defaultdict(list)
    for one in row.attachments.select_related("blob").order_by("pk"):
        found[one.message_id].append(
            parts.AttachmentView(
                id=one.pk,
                message_id=one.message_id,
                name=one.name,
                content_type=one.content_type,
                size=one.blob.size,
                sha256=one.blob.sha256,
                uploaded_at=one.uploaded_at,
            )
        )
    return found


def _waits(row: models.Ticket) -> tuple[parts.WaitView, ...]:
    return tuple(
        parts.WaitView(one.pk, one.message_id, tuple(one.items), one.requested_at, one.ended_at, one.voided_at)
        for one in row.waits.order_by("pk")
    )


def _deliveries(row: models.Ticket) -> tuple[parts.DeliveryView, ...]:
    return tuple(
        parts.DeliveryView(
            id=one.pk,
            kind=one.kind,
            state=one.state,
            message_id=one.message_id,
            provided_at=one.provided_at,
            decided_at=one.decided_at,
            decided_by_silence=one.decided_by_silence,
            reason=one.reason,
        )
        for one in row.deliveries.order_by("pk")
    )


def _disputes(row: models.Ticket) -> tuple[parts.DisputeView, ...]:
    return tuple(
        parts.DisputeView(
            id=one.pk,
            state=one.state,
            severity=one.severity,
            vendor_severity=one.vendor_severity,
            reason=one.reason,
            opened_by=_maybe(one.opened_by),
            opened_at=one.opened_at,
            due_at=one.due_at,
            ruled_severity=one.ruled_severity,
            ruling=one.ruling,
            ruled_by=_maybe(one.ruled_by),
            ended_at=one.ended_at,
        )
        for one in row.disputes.select_related("opened_by", "ruled_by").order_by("pk")
    )


def _claims(row: models.Ticket) -> tuple[parts.ClaimView, ...]:
    return tuple(
        parts.ClaimView(
            id=one.pk,
            clause=one.clause,
            scope=one.scope,
            from_at=one.from_at,
            to_at=one.to_at,
            evidence=one.evidence,
            claimed_by=_maybe(one.claimed_by),
            claimed_at=one.claimed_at,
            state=one.state,
            customer_decision=one.customer_decision,
            arbiter_decision=one.arbiter_decision,
            reason=one.reason,
            decided_at=one.decided_at,
        )
        for one in row.exclusion_claims.select_related("claimed_by").order_by("pk")
    )


def _cancellations(row: models.Ticket) -> tuple[parts.CancellationView, ...]:
    return tuple(
        parts.CancellationView(
            id=one.pk,
            reason=one.reason,
            into=one.into and parts.TicketRef(one.into.pk, one.into.subject, one.into.state, "duplicate"),
            note=one.note,
            state=one.state,
            proposed_by=_maybe(one.proposed_by),
            proposed_at=one.proposed_at,
            decided_at=one.decided_at,
        )
        for one in row.cancellations.select_related("into", "proposed_by").order_by("pk")
    )


def _links(row: models.Ticket) -> tuple[parts.TicketRef, ...]:
    ours = models.TicketLink.objects.filter(ticket=row).select_related("other")
    theirs = models.TicketLink.objects.filter(other=row).select_related("ticket")
    found = [parts.TicketRef(one.other.pk, one.other.subject, one.other.state, one.kind) for one in ours]
    found += [
        parts.TicketRef(one.ticket.pk, one.ticket.subject, one.ticket.state, _other_way(one.kind)) for one in theirs
    ]
    return tuple(sorted(found, key=lambda one: one.id))


def _other_way(kind: str) -> str:
    return "duplicate_of" if kind == "duplicate" else kind


def _drafts(row: models.Ticket, actor: Actor) -> tuple[parts.DraftView, ...]:
    return tuple(
        parts.DraftView(one.kind, one.body, one.revision, one.saved_at) for one in row.drafts.filter(user_id=actor.id)
    )


def _history(row: models.Ticket, internal: bool) -> tuple[parts.HistoryLine, ...]:
    entries = entries_of([row.pk]).get(row.pk, [])
    documents = [one for one in entries if internal or not one.document["data"].get("internal")]
    ids = {int(one.document["actor"]["id"]) for one in documents if one.document["actor"]["kind"] == "user"}
    people = {user.pk: _person(user) for user in User.objects.filter(pk__in=ids)}
    return tuple(
        parts.HistoryLine(
            index=one.index,
            type=one.type,
            recorded_at=one.recorded_at,
            actor_kind=one.document["actor"]["kind"],
            actor=people.get(int(one.document["actor"]["id"])),
            data=one.document["data"],
        )
        for one in documents
    )
