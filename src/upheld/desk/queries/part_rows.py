"""Rows of a ticket's parts → read models; one or two statements each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db import connection

from upheld.accounts.actor import Actor
from upheld.accounts.models import User
from upheld.desk import models
from upheld.desk.queries import parts
from upheld.ledger.queries import EntryView

KINDS = {
    "attachments": "desk_attachment WHERE ticket_id = %(ticket)s",
    "waits": "desk_wait WHERE ticket_id = %(ticket)s",
    "deliveries": "desk_delivery WHERE ticket_id = %(ticket)s",
    "disputes": "desk_dispute WHERE ticket_id = %(ticket)s",
    "claims": "desk_exclusionclaim WHERE ticket_id = %(ticket)s",
    "cancellations": "desk_cancellation WHERE ticket_id = %(ticket)s",
    "watchers": "desk_watcher WHERE ticket_id = %(ticket)s",
    "links": "desk_ticketlink WHERE %(ticket)s IN (ticket_id, other_id)",
    "drafts": "desk_draft WHERE ticket_id = %(ticket)s AND user_id = %(reader)s",
}
# Written by hand: building it anew for each page would cost more than it saves.
PRESENT = "SELECT " + ", ".join(f"EXISTS (SELECT 1 FROM {one})" for one in KINDS.values())  # noqa: S608  (constants)


def present(row: models.Ticket, actor: Actor) -> frozenset[str]:
    """Which kinds of parts the ticket has at all: one statement that saves asking for the others."""
    with connection.cursor() as cursor:
        cursor.execute(PRESENT, {"ticket": row.pk, "reader": actor.id})
        found = cursor.fetchone() or ()
    return frozenset(name for name, has in zip(KINDS, found, strict=True) if has)


def person(user: User) -> parts.PersonRef:
    """A person, by id and name."""
    return parts.PersonRef(user.pk, user.name)


def maybe(user: User | None) -> parts.PersonRef | None:
    """A person, if there is one."""
    return None if user is None else person(user)


def messages(row: models.Ticket, internal: bool, attached: bool) -> tuple[parts.MessageView, ...]:
    """What was said, oldest first; notes only where ``internal``."""
    files = _attachments(row) if attached else {}
    said = row.messages.select_related("author").order_by("pk")
    if not internal:
        said = said.filter(kind=models.Message.Kind.PUBLIC)
    return tuple(
        parts.MessageView(
            id=one.pk,
            kind=one.kind,
            channel=one.channel,
            automatic=one.automatic,
            author=maybe(one.author),
            from_customer=one.from_customer,
            body=one.body,
            created_at=one.created_at,
            attachments=tuple(files.get(one.pk, ())),
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


def watchers(row: models.Ticket) -> tuple[parts.PersonRef, ...]:
    """Who follows the ticket."""
    return tuple(person(one.user) for one in row.watchers.select_related("user").order_by("user__name"))


def waits(row: models.Ticket) -> tuple[parts.WaitView, ...]:
    """The waits for the customer."""
    return tuple(
        parts.WaitView(one.pk, one.message_id, tuple(one.items), one.requested_at, one.ended_at, one.voided_at)
        for one in row.waits.order_by("pk")
    )


def deliveries(row: models.Ticket) -> tuple[parts.DeliveryView, ...]:
    """Workarounds and resolutions."""
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


def disputes(row: models.Ticket) -> tuple[parts.DisputeView, ...]:
    """Contested severities."""
    return tuple(
        parts.DisputeView(
            id=one.pk,
            state=one.state,
            severity=one.severity,
            vendor_severity=one.vendor_severity,
            reason=one.reason,
            opened_by=maybe(one.opened_by),
            opened_at=one.opened_at,
            due_at=one.due_at,
            ruled_severity=one.ruled_severity,
            ruling=one.ruling,
            ruled_by=maybe(one.ruled_by),
            ended_at=one.ended_at,
        )
        for one in row.disputes.select_related("opened_by", "ruled_by").order_by("pk")
    )


def claims(row: models.Ticket) -> tuple[parts.ClaimView, ...]:
    """Claimed exclusions."""
    return tuple(
        parts.ClaimView(
            id=one.pk,
            clause=one.clause,
            scope=one.scope,
            from_at=one.from_at,
            to_at=one.to_at,
            evidence=one.evidence,
            claimed_by=maybe(one.claimed_by),
            claimed_at=one.claimed_at,
            state=one.state,
            customer_decision=one.customer_decision,
            arbiter_decision=one.arbiter_decision,
            reason=one.reason,
            decided_at=one.decided_at,
        )
        for one in row.exclusion_claims.select_related("claimed_by").order_by("pk")
    )


def cancellations(row: models.Ticket) -> tuple[parts.CancellationView, ...]:
    """Proposals to end the ticket."""
    return tuple(
        parts.CancellationView(
            id=one.pk,
            reason=one.reason,
            into=_surviving(one.into),
            note=one.note,
            state=one.state,
            proposed_by=maybe(one.proposed_by),
            proposed_at=one.proposed_at,
            decided_at=one.decided_at,
        )
        for one in row.cancellations.select_related("into", "proposed_by").order_by("pk")
    )


def _surviving(into: models.Ticket | None) -> parts.TicketRef | None:
    return None if into is None else parts.TicketRef(into.pk, into.subject, into.state, "duplicate")


def links(row: models.Ticket) -> tuple[parts.TicketRef, ...]:
    """Linked tickets, from either side."""
    ours = models.TicketLink.objects.filter(ticket=row).select_related("other")
    theirs = models.TicketLink.objects.filter(other=row).select_related("ticket")
    found = [parts.TicketRef(one.other.pk, one.other.subject, one.other.state, one.kind) for one in ours]
    found += [
        parts.TicketRef(one.ticket.pk, one.ticket.subject, one.ticket.state, _other_way(one.kind)) for one in theirs
    ]
    return tuple(sorted(found, key=lambda one: one.id))


def _other_way(kind: str) -> str:
    return "duplicate_of" if kind == "duplicate" else kind


def drafts(row: models.Ticket, actor: Actor) -> tuple[parts.DraftView, ...]:
    """What the reader was writing here."""
    return tuple(
        parts.DraftView(one.kind, one.body, one.revision, one.saved_at) for one in row.drafts.filter(user_id=actor.id)
    )


def history(entries: Sequence[EntryView], internal: bool) -> tuple[parts.HistoryLine, ...]:
    """The ledger's entries; what tells of notes only where ``internal``."""
    documents = [one for one in entries if internal or not one.document["data"].get("internal")]
    ids = {int(one.document["actor"]["id"]) for one in documents if one.document["actor"]["kind"] == "user"}
    people = {user.pk: person(user) for user in User.objects.filter(pk__in=ids)}
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
