"""A connection that is made anew starts with nothing in sight, and what it may see is told to it again."""

from __future__ import annotations

import gc
from datetime import UTC, datetime

import pytest
from django.db import connection

from upheld.database import row_security
from upheld.worker.job_runner import JobRunner
from upheld.worker.jobs import Job

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_may_be_seen_is_told_to_every_new_connection() -> None:
    for _ in range(40):
        row_security.enter(None)
        assert seen() == "all"
        connection.close()
        gc.collect()  # the next connection may now be where this one was


def test_a_duty_sees_everything_after_another_has_lost_the_connection() -> None:
    found: list[str] = []

    def lose(now: datetime) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return False

    def look(now: datetime) -> bool:
        found.append(seen())
        return False

    lane = JobRunner("test", [Job(name="lose", run=lose), Job(name="look", run=look)])
    lane.turn(now=datetime(2026, 11, 21, tzinfo=UTC), tick=0.0)
    assert found == ["all"]


def seen() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('upheld.scope', true), '')")
        return str(cursor.fetchone()[0])
