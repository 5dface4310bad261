"""Recording what became of a parcel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from upheld.database import locks
from upheld.database.notify import OUTBOX, wake
from upheld.outbox.models import Parcel
from upheld.outbox.schedule import next_attempt

ERROR_LIMIT = 500
KEPT = timedelta(days=30)
"""How long a parcel keeps its content, and so how long after it was put it can be tried again."""
AT_REST = {"next_attempt_at": None, "leased_until": None}


def record_sent(parcel: Parcel, *, now: datetime) -> None:
    """It was handed over. Held even if the lease has run out, because it is true; its private part is forgotten."""
    waiting = Parcel.objects.filter(pk=parcel.pk, state=Parcel.State.WAITING)
    waiting.update(state=Parcel.State.SENT, sent_at=now, last_error="", private={}, **AT_REST)


def record_failure(
    parcel: Parcel,
    *,
    error: str,
    now: datetime,
    jitter: float,
    permanent: bool = False,
    retry_after: timedelta | None = None,
) -> None:
    """It was not handed over: planned again, or failed for good after the last attempt or when ``permanent``.

    Says nothing when the lease has passed to another sender. ``jitter`` is as in `schedule.next_attempt`.
    """
    again = None
    if not permanent:
        attempts = parcel.attempts
        again = next_attempt(parcel.kind, attempts=attempts, now=now, jitter=jitter, retry_after=retry_after)
    state = Parcel.State.WAITING if again else Parcel.State.FAILED
    mine = Parcel.objects.filter(pk=parcel.pk, state=Parcel.State.WAITING, leased_until=parcel.leased_until)
    mine.update(state=state, next_attempt_at=again, leased_until=None, last_error=_plain(error))


def withdraw(parcel: Parcel) -> None:
    """Close a claimed parcel without sending it, because its content has become empty."""
    mine = Parcel.objects.filter(pk=parcel.pk, state=Parcel.State.WAITING, leased_until=parcel.leased_until)
    mine.update(state=Parcel.State.STOOD_DOWN, private={}, **AT_REST)


def fail_waiting(recipient: str, *, error: str, now: datetime) -> int:
    """Close what waits for a recipient that takes nothing any more. Returns how many."""
    waiting = Parcel.objects.filter(pk__in=locks.in_order(_idle(now).filter(recipient=recipient)))
    return waiting.update(state=Parcel.State.FAILED, last_error=_plain(error), **AT_REST)


def retry(parcel_id: int, *, now: datetime) -> bool:
    """Try a parcel again that had failed for good, with a fresh run of attempts. False if it had not failed."""
    failed = Parcel.objects.filter(pk=parcel_id, state=Parcel.State.FAILED, created_at__gt=now - KEPT)
    found = failed.update(state=Parcel.State.WAITING, attempts=0, next_attempt_at=now)
    if found:
        wake(OUTBOX)
    return bool(found)


def forget(*, now: datetime, limit: int) -> int:
    """Empty old parcels of what they said; that they were sent, to whom and when, stays. Returns how many."""
    at_rest = Parcel.objects.exclude(state=Parcel.State.WAITING).filter(created_at__lte=now - KEPT)
    old = at_rest.exclude(content={}, private={}).values("pk")[:limit]
    with transaction.atomic():
        rows = Parcel.objects.filter(pk__in=locks.in_order(Parcel.objects.filter(pk__in=old)))
        return rows.update(content={}, private={})


def forget_recipients(addresses: Iterable[str]) -> None:
    """Empty every mail to these addresses and cancel what still waits. The accounts concerned are locked (ADR 25)."""
    theirs = Parcel.objects.filter(kind=Parcel.Kind.MAIL, recipient__in=list(addresses))
    mails = Parcel.objects.filter(pk__in=locks.in_order(theirs))
    mails.filter(state=Parcel.State.WAITING).update(state=Parcel.State.STOOD_DOWN, next_attempt_at=None)
    mails.update(recipient="", content={}, private={}, last_error="")


def _idle(now: datetime) -> QuerySet[Parcel]:
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    return Parcel.objects.filter(free, state=Parcel.State.WAITING)


def _plain(error: str) -> str:
    return "".join(char if char.isprintable() else " " for char in error)[:ERROR_LIMIT]
