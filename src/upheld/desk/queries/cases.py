"""The arbiter's docket: what awaits a decision outside the handling chain, by when it is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.accounts.roles import MANAGERS, Role
from upheld.desk.models import Cancellation, Dispute, ExclusionClaim

MOST = 500


@dataclass(frozen=True, slots=True)
class CaseLine:
    """Something to decide. ``kind`` is dispute, exclusion or cancellation."""

    kind: str
    id: int
    ticket_id: int
    subject: str
    customer: str
    severity: str
    asked: str
    text: str
    opened_at: datetime
    due_at: datetime | None


def docket(*, actor: Actor) -> tuple[CaseLine, ...]:
    """Open disputes, undecided exclusion claims and proposals; three statements. Arbiters and managers only."""
    if not actor.staff_roles & {Role.ARBITER, *MANAGERS}:
        return ()
    lines = [*_disputes(), *_claims(), *_cancellations()]
    return tuple(sorted(lines, key=lambda one: (one.due_at is None, one.due_at or one.opened_at, one.kind, one.id)))


def _disputes() -> list[CaseLine]:
    rows = Dispute.objects.filter(state=Dispute.State.OPEN).select_related("ticket__organisation")
    return [
        CaseLine(
            "dispute",
            row.pk,
            row.ticket_id,
            row.ticket.subject,
            row.ticket.organisation.name,
            row.vendor_severity,
            row.severity,
            row.reason,
            row.opened_at,
            row.due_at,
        )
        for row in rows.order_by("due_at")[:MOST]
    ]


def _claims() -> list[CaseLine]:
    rows = ExclusionClaim.objects.exclude(state=ExclusionClaim.State.ACCEPTED).filter(arbiter_decision="")
    return [
        CaseLine(
            "exclusion",
            row.pk,
            row.ticket_id,
            row.ticket.subject,
            row.ticket.organisation.name,
            row.ticket.severity,
            row.clause,
            row.evidence,
            row.claimed_at,
            None,
        )
        for row in rows.select_related("ticket__organisation").order_by("claimed_at")[:MOST]
    ]


def _cancellations() -> list[CaseLine]:
    rows = Cancellation.objects.filter(state=Cancellation.State.PROPOSED).select_related("ticket__organisation")
    return [
        CaseLine(
            "cancellation",
            row.pk,
            row.ticket_id,
            row.ticket.subject,
            row.ticket.organisation.name,
            row.ticket.severity,
            row.reason,
            row.note,
            row.proposed_at,
            None,
        )
        for row in rows.order_by("proposed_at")[:MOST]
    ]
