"""A notice that did not arrive is passed on: escalation cannot get lost on the way either."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from upheld.clocks.events import EscalationReached
from upheld.database import locks
from upheld.escalation import notices, planning
from upheld.escalation.audiences import audiences_of, concerned
from upheld.escalation.models import Notice
from upheld.operations.bus import operation
from upheld.outbox.models import Parcel

BATCH = 100
ENOUGH = 2
"""Failed calls of an endpoint after which people are told meanwhile."""

FAILED = Q(parcel__state=Parcel.State.FAILED)
STUCK = Q(parcel__state=Parcel.State.WAITING, parcel__attempts__gte=ENOUGH, via=planning.WEBHOOK)


@operation
def pass_on(*, now: datetime, limit: int = BATCH) -> int:
    """Tell those who stand in for whoever a notice could not be brought to. Returns how many notices were passed on.

    A mail counts as not brought when it has failed for good, a call of an endpoint when it failed twice: the
    attempts go on beside.
    """
    lost = list(
        locks.for_update(Notice.objects.filter(FAILED | STUCK, passed_on_at=None), skip_locked=True).order_by("pk")[
            :limit
        ]
    )
    if not lost:
        return 0
    tickets = concerned(notice.ticket_id for notice in lost)
    audiences = audiences_of(tickets.values())
    due = [one for notice in lost for one in _instead(notice, audiences[notice.ticket_id], now)]
    notices.write(due)
    Notice.objects.filter(pk__in=[notice.pk for notice in lost]).update(passed_on_at=now)
    return len(lost)


def _instead(notice: Notice, audiences: planning.Audiences, now: datetime) -> list[notices.Due]:
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
