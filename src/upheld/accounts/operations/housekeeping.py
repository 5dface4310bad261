"""Deletes expired rows."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

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
