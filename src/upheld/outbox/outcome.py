"""Records the outcome of sending a parcel."""

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
RETENTION = timedelta(days=30)
"""How long a parcel keeps its content, and so how long it can be retried."""
AT_REST = {"next_attempt_at": None, "leased_until": None}


def record_sent(parcel: Parcel, *, now: datetime) -> None:
    """Record that a parcel was sent, even if its lease has expired, and erase its private part."""
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
    """Plan the next attempt, or mark the parcel as failed after the last one or if ``permanent``.

    Has no effect if another sender has the lease by now. ``jitter`` is as in `schedule.next_attempt`.
    """
    retry_at = None
    if not permanent:
        attempts = parcel.attempts
        retry_at = next_attempt(parcel.kind, attempts=attempts, now=now, jitter=jitter, retry_after=retry_after)
    state = Parcel.State.WAITING if retry_at else Parcel.State.FAILED
    leased = Parcel.objects.filter(pk=parcel.pk, state=Parcel.State.WAITING, leased_until=parcel.leased_until)
    leased.update(state=state, next_attempt_at=retry_at, leased_until=None, last_error=_plain(error))


def withdraw(parcel: Parcel) -> None:
    """Close a claimed parcel without sending it, because its content has become empty."""
    leased = Parcel.objects.filter(pk=parcel.pk, state=Parcel.State.WAITING, leased_until=parcel.leased_until)
    leased.update(state=Parcel.State.STOOD_DOWN, private={}, **AT_REST)


def fail_waiting(recipient: str, *, error: str, now: datetime) -> int:
    """Mark everything that waits for a disabled recipient as failed. Returns how many."""
    waiting = Parcel.objects.filter(pk__in=locks.in_order(_idle(now).filter(recipient=recipient)))
    return waiting.update(state=Parcel.State.FAILED, last_error=_plain(error), **AT_REST)


def retry(parcel_id: int, *, now: datetime) -> bool:
    """Retry a failed parcel with all attempts anew. Returns False if it has not failed or is too old."""
    failed = Parcel.objects.filter(pk=parcel_id, state=Parcel.State.FAILED, created_at__gt=now - RETENTION)
    updated = failed.update(state=Parcel.State.WAITING, attempts=0, next_attempt_at=now)
    if updated:
        wake(OUTBOX)
    return bool(updated)


def forget(*, now: datetime, limit: int) -> int:
    """Erase the content of old parcels; recipient, state and dates stay. Returns how many."""
    at_rest = Parcel.objects.exclude(state=Parcel.State.WAITING).filter(created_at__lte=now - RETENTION)
    expired = at_rest.exclude(content={}, private={}).values("pk")[:limit]
    with transaction.atomic():
        rows = Parcel.objects.filter(pk__in=locks.in_order(Parcel.objects.filter(pk__in=expired)))
        return rows.update(content={}, private={})


def forget_recipients(addresses: Iterable[str]) -> None:
    """Empty every mail to these addresses and cancel what still waits. The accounts concerned are locked (ADR 25)."""
    addressed = Parcel.objects.filter(kind=Parcel.Kind.MAIL, recipient__in=list(addresses))
    mails = Parcel.objects.filter(pk__in=locks.in_order(addressed))
    mails.filter(state=Parcel.State.WAITING).update(state=Parcel.State.STOOD_DOWN, next_attempt_at=None)
    mails.update(recipient="", content={}, private={}, last_error="")


def forget_contents(sender_id: int) -> None:
    """Empty every mail about an act of this person, and cancel what still waits: it holds their name and texts."""
    mails = Parcel.objects.filter(pk__in=locks.in_order(Parcel.objects.filter(sender_id=sender_id)))
    mails.filter(state=Parcel.State.WAITING).update(state=Parcel.State.STOOD_DOWN, **AT_REST)
    mails.update(content={}, private={}, last_error="")


def retitle(ticket_ids: Iterable[int], subject: str) -> None:
    """Replace the subject in all mails about these tickets that still hold it."""
    titled = Parcel.objects.filter(ticket_id__in=list(ticket_ids), private__has_key="subject")
    for parcel in Parcel.objects.filter(pk__in=locks.in_order(titled)):
        Parcel.objects.filter(pk=parcel.pk).update(private={**parcel.private, "subject": subject})


def _idle(now: datetime) -> QuerySet[Parcel]:
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    return Parcel.objects.filter(free, state=Parcel.State.WAITING)


def _plain(error: str) -> str:
    return "".join(char if char.isprintable() else " " for char in error)[:ERROR_LIMIT]
