"""Read models of a ticket's parts; one or two statements each."""

from __future__ import annotations

from upheld.accounts.actor import Actor
from upheld.accounts.models import User
from upheld.desk import models
from upheld.desk.queries import parts


def person(user: User) -> parts.PersonRef:
    """Returns a reference to a person."""
    return parts.PersonRef(user.pk, user.name)


def maybe(user: User | None) -> parts.PersonRef | None:
    """Returns a reference to a person, or ``None``."""
    return None if user is None else person(user)


def watchers(ticket_id: int) -> tuple[parts.PersonRef, ...]:
    """Returns the ticket's followers."""
    return tuple(
        person(watcher.user)
        for watcher in models.Watcher.objects.filter(ticket_id=ticket_id).select_related("user").order_by("user__name")
    )


def waits(ticket_id: int) -> tuple[parts.WaitView, ...]:
    """Returns the ticket's waits for the customer."""
    return tuple(
        parts.WaitView(wait.pk, wait.message_id, tuple(wait.items), wait.requested_at, wait.ended_at, wait.voided_at)
        for wait in models.Wait.objects.filter(ticket_id=ticket_id).order_by("pk")
    )


def deliveries(ticket_id: int) -> tuple[parts.DeliveryView, ...]:
    """Returns the ticket's workarounds and resolutions."""
    return tuple(
        parts.DeliveryView(
            id=delivery.pk,
            kind=delivery.kind,
            state=delivery.state,
            message_id=delivery.message_id,
            provided_at=delivery.provided_at,
            decided_at=delivery.decided_at,
            decided_by_silence=delivery.decided_by_silence,
            reason=delivery.reason,
        )
        for delivery in models.Delivery.objects.filter(ticket_id=ticket_id).order_by("pk")
    )


def disputes(ticket_id: int) -> tuple[parts.DisputeView, ...]:
    """Returns the ticket's disputes."""
    return tuple(
        parts.DisputeView(
            id=dispute.pk,
            state=dispute.state,
            severity=dispute.severity,
            vendor_severity=dispute.vendor_severity,
            reason=dispute.reason,
            opened_by=maybe(dispute.opened_by),
            opened_at=dispute.opened_at,
            due_at=dispute.due_at,
            ruled_severity=dispute.ruled_severity,
            ruling=dispute.ruling,
            ruled_by=maybe(dispute.ruled_by),
            ended_at=dispute.ended_at,
        )
        for dispute in models.Dispute.objects.filter(ticket_id=ticket_id)
        .select_related("opened_by", "ruled_by")
        .order_by("pk")
    )


def claims(ticket_id: int) -> tuple[parts.ClaimView, ...]:
    """Returns the ticket's exclusion claims."""
    return tuple(
        parts.ClaimView(
            id=claim.pk,
            clause=claim.clause,
            scope=claim.scope,
            from_at=claim.from_at,
            to_at=claim.to_at,
            evidence=claim.evidence,
            fields=claim.fields,
            claimed_by=maybe(claim.claimed_by),
            claimed_at=claim.claimed_at,
            state=claim.state,
            customer_decision=claim.customer_decision,
            arbiter_decision=claim.arbiter_decision,
            reason=claim.reason,
            decided_at=claim.decided_at,
        )
        for claim in models.ExclusionClaim.objects.filter(ticket_id=ticket_id)
        .select_related("claimed_by")
        .order_by("pk")
    )


def cancellations(ticket_id: int) -> tuple[parts.CancellationView, ...]:
    """Returns the proposals to end the ticket."""
    return tuple(
        parts.CancellationView(
            id=proposal.pk,
            reason=proposal.reason,
            into=_surviving(proposal.into),
            note=proposal.note,
            state=proposal.state,
            proposed_by=maybe(proposal.proposed_by),
            proposed_at=proposal.proposed_at,
            decided_at=proposal.decided_at,
        )
        for proposal in models.Cancellation.objects.filter(ticket_id=ticket_id)
        .select_related("into", "proposed_by")
        .order_by("pk")
    )


def _surviving(into: models.Ticket | None) -> parts.TicketRef | None:
    return None if into is None else parts.TicketRef(into.pk, into.subject, into.state, "duplicate")


def links(ticket_id: int) -> tuple[parts.TicketRef, ...]:
    """Returns linked tickets, from either side."""
    outgoing = models.TicketLink.objects.filter(ticket_id=ticket_id).select_related("other")
    incoming = models.TicketLink.objects.filter(other_id=ticket_id).select_related("ticket")
    refs = [parts.TicketRef(link.other.pk, link.other.subject, link.other.state, link.kind) for link in outgoing]
    refs += [
        parts.TicketRef(link.ticket.pk, link.ticket.subject, link.ticket.state, _other_way(link.kind))
        for link in incoming
    ]
    return tuple(sorted(refs, key=lambda ref: ref.id))


def _other_way(kind: str) -> str:
    return "duplicate_of" if kind == "duplicate" else kind


def drafts(ticket_id: int, actor: Actor) -> tuple[parts.DraftView, ...]:
    """Returns the reader's drafts on the ticket."""
    return tuple(
        parts.DraftView(draft.kind, draft.body, draft.revision, draft.saved_at)
        for draft in models.Draft.objects.filter(ticket_id=ticket_id, user_id=actor.id)
    )
