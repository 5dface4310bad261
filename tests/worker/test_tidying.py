from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session

from upheld.accounts.models import Attempt
from upheld.clocks.models import Heartbeat
from upheld.operations.models import IdempotencyKey
from upheld.worker import tidying
from upheld.worker.tidying import tidy

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def answer(key: str, at: datetime) -> None:
    IdempotencyKey.objects.create(scope="t", route="r", key=key, body_sha256="", status=200, answer="", created_at=at)


def test_what_has_had_its_time_goes_and_the_rest_stays() -> None:
    answer("old", NOW - 24 * HOUR)
    answer("young", NOW - 23 * HOUR)
    for key, at in (("old", NOW - 25 * HOUR), ("young", NOW)):
        Attempt.objects.create(key=key, window_at=at, count=1)
        Heartbeat.objects.create(worker=key, beat_at=at, started_at=at)
        Session.objects.create(session_key=key, session_data="", expire_date=at + HOUR)
    assert tidy(now=NOW) is False
    assert [row.key for row in IdempotencyKey.objects.all()] == ["young"]
    assert [row.key for row in Attempt.objects.all()] == ["young"]
    assert [row.worker for row in Heartbeat.objects.all()] == ["young"]
    assert [row.session_key for row in Session.objects.all()] == ["young"]


def test_a_large_heap_is_carried_off_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidying, "BATCH", 2)
    for n in range(3):
        answer(f"k{n}", NOW - 48 * HOUR)
    assert tidy(now=NOW) is True
    assert tidy(now=NOW) is False
    assert not IdempotencyKey.objects.exists()
