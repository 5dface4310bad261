"""Claims due parcels under a lease, so that parallel workers send different ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Min

from upheld.database import locks
from upheld.database.timekeeping.jumps import APART
from upheld.outbox.models import Parcel
from upheld.outbox.schedule import MAX_ATTEMPTS

LEASE = timedelta(seconds=60)

# While it runs, the end of the lease is also the next attempt: the index passes over what others are sending.
CLAIM = """
    UPDATE common_parcel SET attempts = attempts + 1, leased_until = %(until)s, next_attempt_at = %(until)s
    WHERE id IN (
        SELECT id FROM common_parcel
        WHERE state = 'waiting' AND kind = %(kind)s AND next_attempt_at <= %(now)s AND attempts < %(most)s
          AND NOT recipient = ANY(%(busy)s)
        ORDER BY turn, next_attempt_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    )
    RETURNING *
"""


def claim_due(*, kind: str, now: datetime, limit: int, busy: Collection[str] = ()) -> list[Parcel]:
    """Lease up to ``limit`` parcels that are due, in the order of their turns, then oldest first, for `LEASE`.

    The attempt is counted here, so that a parcel on which workers die is not tried for ever.
    Recipients in ``busy`` are passed over. Outside a transaction the lease is committed on return.
    """
    values = {
        "kind": kind,
        "now": now,
        "until": now + LEASE,
        "most": MAX_ATTEMPTS,
        "busy": list(busy),
        "limit": limit,
    }
    return sorted(Parcel.objects.raw(CLAIM, values), key=lambda parcel: (parcel.turn, parcel.pk))


def release(parcels: Iterable[Parcel], *, now: datetime) -> None:
    """Give back parcels that were leased and not tried."""
    for parcel in parcels:
        leased = Parcel.objects.filter(pk=parcel.pk, state=Parcel.State.WAITING, leased_until=parcel.leased_until)
        leased.update(attempts=F("attempts") - 1, leased_until=None, next_attempt_at=now)


def next_due(*, kind: str) -> datetime | None:
    """When the next parcel of this kind is due, or ``None`` where none waits."""
    waiting = Parcel.objects.filter(kind=kind, state=Parcel.State.WAITING)
    due_at: datetime | None = waiting.aggregate(at=Min("next_attempt_at"))["at"]
    return due_at


def follow_clock(*, by: timedelta, jumped_at: datetime) -> None:
    """Move every planned attempt and lease with the database's clock, after it went back or came back.

    ``jumped_at`` is when it did, as the clock now shows: what was enqueued since then is planned by that clock already.
    After it went back this cannot be told from what was enqueued before, and is sent earlier at most.
    """
    planned = Parcel.objects.filter(state=Parcel.State.WAITING)
    if by > timedelta(0):
        planned = planned.filter(created_at__lt=jumped_at)
    with transaction.atomic():
        rows = Parcel.objects.filter(pk__in=locks.in_order(planned))
        rows.update(next_attempt_at=F("next_attempt_at") + by, leased_until=F("leased_until") + by)


def follow_late(*, by: timedelta, now: datetime) -> None:
    """Move attempts that were planned before the database's clock went back, and whose transaction ended after it.

    Their act is dated ahead of the clock, and the attempt is not before the act. Long delays after an act whose date is
    ahead look the same: those are sent earlier at most.
    """
    planned = Parcel.objects.filter(state=Parcel.State.WAITING, created_at__gt=now + APART)
    planned = planned.filter(next_attempt_at__gt=F("created_at") - APART)
    with transaction.atomic():
        Parcel.objects.filter(pk__in=locks.in_order(planned)).update(next_attempt_at=F("next_attempt_at") + by)


def give_up(*, now: datetime) -> int:
    """Mark parcels as failed whose last attempt never ended because the sender died. Returns how many."""
    statement = (
        "UPDATE common_parcel SET state = 'failed', next_attempt_at = NULL, leased_until = NULL,"
        " last_error = 'every sender ended while sending it'"
        " WHERE state = 'waiting' AND attempts >= %s AND next_attempt_at <= %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [MAX_ATTEMPTS, now])
        return int(cursor.rowcount)
