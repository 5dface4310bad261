"""Rows of a ticket's parts → read models; one or two statements each."""

from __future__ import annotations

from upheld.accounts.actor import Actor
from upheld.accounts.models import User
from upheld.desk import models
from upheld.desk.queries import parts


def person(user: User) -> parts.PersonRef:
    """A person, by id and name."""
    return parts.PersonRef(user.pk, user.name)


def maybe(user: User | None) -> parts.PersonRef | None:
    """A person, if there is one."""
    return None if user is None else person(user)


def watchers(ticket_id: int) -> tuple[parts.PersonRef, ...]:
    """Who follows the ticket."""
    return tuple(
        person(one.user)
        for one in models.Watcher.objects.filter(ticket_id=ticket_id).select_related("user").order_by("user__name")
    )


def waits(ticket_id: int) -> tuple[parts.WaitView, ...]:
    """The waits for the customer."""
    return tuple(
        parts.WaitView(one.pk, one.message_id, tuple(one.items), one.requested_at, one.ended_at, one.voided_at)
        for one in models.Wait.objects.filter(ticket_id=ticket_id).order_by("pk")
    )


def deliveries(ticket_id: int) -> tuple[parts.DeliveryView, ...]:
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
        for one in models.Delivery.objects.filter(ticket_id=ticket_id).order_by("pk")
    )


def disputes(ticket_id: int) -> tuple[parts.DisputeView, ...]:
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
        for one in models.Dispute.objects.filter(ticket_id=ticket_id)
        .select_related("opened_by", "ruled_by")
        .order_by("pk")
    )


def claims(ticket_id: int) -> tuple[parts.ClaimView, ...]:
    """Claimed exclusions."""
    return tuple(
        parts.ClaimView(
            id=one.pk,
            clause=one.clause,
            scope=one.scope,
            from_at=one.from_at,
            to_at=one.to_at,
            evidence=one.evidence,
            fields=one.fields,
            claimed_by=maybe(one.claimed_by),
            claimed_at=one.claimed_at,
            state=one.state,
            customer_decision=one.customer_decision,
            arbiter_decision=one.arbiter_decision,
            reason=one.reason,
            decided_at=one.decided_at,
        )
        for one in models.ExclusionClaim.objects.filter(ticket_id=ticket_id).select_related("claimed_by").order_by("pk")
    )


def cancellations(ticket_id: int) -> tuple[parts.CancellationView, ...]:
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
        for one in models.Cancellation.objects.filter(ticket_id=ticket_id)
        .select_related("into", "proposed_by")
        .order_by("pk")
    )


def _surviving(into: models.Ticket | None) -> parts.TicketRef | None:
    return None if into is None else parts.TicketRef(into.pk, into.subject, into.state, "duplicate")


def links(ticket_id: int) -> tuple[parts.TicketRef, ...]:
    """Linked tickets, from either side."""
    ours = models.TicketLink.objects.filter(ticket_id=ticket_id).select_related("other")
    theirs = models.TicketLink.objects.filter(other_id=ticket_id).select_related("ticket")
    found = [parts.TicketRef(our.other.pk, our.other.subject, our.other.state, our.kind) for our in ours]
    found += [
        parts.TicketRef(their.ticket.pk, their.ticket.subject, their.ticket.state, _other_way(their.kind))
        for their in theirs
    ]
    return tuple(sorted(found, key=lambda one: one.id))


def _other_way(kind: str) -> str:
    return "duplicate_of" if kind == "duplicate" else kind


def drafts(ticket_id: int, actor: Actor) -> tuple[parts.DraftView, ...]:
    """What the reader was writing here."""
    return tuple(
        parts.DraftView(one.kind, one.body, one.revision, one.saved_at)
        for one in models.Draft.objects.filter(ticket_id=ticket_id, user_id=actor.id)
    )
