"""Passes failed notices on to stand-ins, so that no escalation is lost in delivery."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from upheld.clocks.events import EscalationReached
from upheld.database import locks
from upheld.escalation import notices, planning
from upheld.escalation.audiences import audiences_of, escalated_tickets
from upheld.escalation.models import Notice
from upheld.operations.bus import operation
from upheld.outbox.models import Parcel

BATCH = 100
FAILED_CALLS = 2
"""After how many failed calls to an endpoint people are notified as well."""

FAILED = Q(parcel__state=Parcel.State.FAILED)
STUCK = Q(parcel__state=Parcel.State.WAITING, parcel__attempts__gte=FAILED_CALLS, via=planning.WEBHOOK)


@operation
def pass_on(*, now: datetime, limit: int = BATCH) -> int:
    """Notify the stand-ins of recipients whose notice failed. Returns the number of notices passed on.

    A mail has failed after its last attempt. A call to an endpoint counts as failed after `FAILED_CALLS` attempts; its
    retries go on.
    """
    lost = list(
        locks.for_update(Notice.objects.filter(FAILED | STUCK, passed_on_at=None), skip_locked=True).order_by("pk")[
            :limit
        ]
    )
    if not lost:
        return 0
    tickets = escalated_tickets(notice.ticket_id for notice in lost)
    audiences = audiences_of(tickets.values())
    due = [replacement for notice in lost for replacement in _replacements(notice, audiences[notice.ticket_id], now)]
    notices.write(due)
    Notice.objects.filter(pk__in=[notice.pk for notice in lost]).update(passed_on_at=now)
    return len(lost)


def _replacements(notice: Notice, audiences: planning.Audiences, now: datetime) -> list[notices.Due]:
    event = EscalationReached(
        organisation_id=notice.organisation_id,
        ticket_id=notice.ticket_id,
        actor_kind="system",
        actor_id=0,
        at=now,
        objective=notice.objective,
        cycle=notice.cycle,
        crossed_at=notice.reached_at,
        step=notice.step,
    )
    absent = notice.via if notice.via == planning.WEBHOOK else notice.audience
    stand_ins = planning.stand_ins(notice.audience, absent, audiences, but=notice.recipient)
    return [notices.Due(event, stand_in) for stand_in in stand_ins]
