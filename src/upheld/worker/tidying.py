"""The job that deletes expired rows."""

from __future__ import annotations

from datetime import datetime, timedelta

from upheld.accounts.operations.housekeeping import forget_expired
from upheld.clocks.models import Heartbeat
from upheld.desk.acts.attach import forget_unattached
from upheld.operations.models import IdempotencyKey
from upheld.outbox.claims import give_up
from upheld.outbox.outcome import forget

KEEP_ANSWERS = timedelta(hours=24)
KEEP_HEARTBEATS = timedelta(days=1)
BATCH = 1000


def tidy(*, now: datetime) -> bool:
    """Delete what has expired. Returns whether there is more to do at once."""
    forget_expired(now=now)
    Heartbeat.objects.filter(beat_at__lt=now - KEEP_HEARTBEATS).delete()
    give_up(now=now)
    rows = (_forget_answers(now), forget(now=now, limit=BATCH), forget_unattached(now=now, limit=BATCH))
    return max(rows) >= BATCH


def _forget_answers(now: datetime) -> int:
    expired = IdempotencyKey.objects.filter(created_at__lte=now - KEEP_ANSWERS).order_by("created_at").values("pk")
    deleted, _ = IdempotencyKey.objects.filter(pk__in=expired[:BATCH]).delete()
    return deleted
