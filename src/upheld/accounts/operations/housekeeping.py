"""Deletes expired rows."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F

from upheld.accounts.models import Attempt, OneTimeToken
from upheld.operations.bus import operation

KEEP_LINKS = timedelta(days=30)
KEEP_ATTEMPTS = timedelta(hours=3)


@operation
def forget_expired(*, now: datetime) -> int:
    """Delete expired counters, sessions and links. Returns the number of deleted rows."""
    deletions = [
        Attempt.objects.filter(window_at__lt=now - KEEP_ATTEMPTS).delete(),
        Session.objects.filter(expire_date__lt=now).delete(),
        OneTimeToken.objects.filter(expires_at__lt=now - KEEP_LINKS).delete(),
    ]
    return sum(count for count, _ in deletions)


def follow_clock(*, by: timedelta) -> None:
    """Move the ends of sessions and links with the database's clock, after it went back or came back.

    They last for a time and not until a date, as a token does: what has expired stays expired.
    """
    with transaction.atomic():
        Session.objects.update(expire_date=F("expire_date") + by)
        OneTimeToken.objects.filter(used_at=None).update(expires_at=F("expires_at") + by)
