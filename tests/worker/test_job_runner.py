from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from upheld.database import notify
from upheld.database.notify import wake
from upheld.worker.job_runner import LONGEST_SLEEP, JobRunner
from upheld.worker.jobs import Job
from upheld.worker.listener import listen

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Counting:
    """A job's work that counts its runs and fails as long as it is told to."""

    def __init__(self, *, broken: bool = False, more: int = 0) -> None:
        self.runs: list[datetime] = []
        self.broken = broken
        self.more = more

    def __call__(self, now: datetime) -> bool:
        self.runs.append(now)
        if self.broken:
            raise RuntimeError("broken")
        return len(self.runs) <= self.more


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def turn(runner: JobRunner, second: float) -> float:
    """A turn so many seconds after noon, by either clock."""
    return runner.turn(now=after(second), tick=second)


@pytest.mark.django_db(transaction=True)
def test_a_job_that_fails_is_named_and_backed_off_and_the_others_go_on(caplog: pytest.LogCaptureFixture) -> None:
    broken, fine = Counting(broken=True), Counting()
    runner = JobRunner("x", [Job(name="breaks", run=broken), Job(name="works", run=fine)])
    for second in range(20):
        turn(runner, second)
    assert len(fine.runs) == 20
    assert [int((at - NOW).total_seconds()) for at in broken.runs] == [0, 1, 3, 7, 15]
    assert "breaks" in caplog.text
    assert "works" not in caplog.text
    broken.broken = False
    turn(runner, 100)
    turn(runner, 101)
    assert broken.runs[-2:] == [after(100), after(101)]


@pytest.mark.django_db
def test_a_lane_sleeps_until_the_next_instant_and_never_longer_than_a_second() -> None:
    def pause(at: datetime | None) -> float:
        return JobRunner("x", [Job(name="d", run=Counting(), next_at=lambda: at)]).turn(now=NOW, tick=0)

    assert pause(after(0.25)) == 0.25
    assert pause(None) == pause(after(3600)) == LONGEST_SLEEP
    assert 0 < pause(after(-10)) < 0.1


@pytest.mark.django_db
def test_a_job_with_more_to_do_is_run_again_at_once() -> None:
    busy = Counting(more=1)
    runner = JobRunner("x", [Job(name="d", run=busy)])
    assert turn(runner, 0) == 0.0
    assert turn(runner, 0) > 0


@pytest.mark.django_db
def test_a_job_with_a_least_time_between_runs_keeps_it() -> None:
    rare = Counting()
    runner = JobRunner("x", [Job(name="d", run=rare, every=timedelta(seconds=10))])
    for second in range(25):
        turn(runner, second)
    assert rare.runs == [after(0), after(10), after(20)]


@pytest.mark.django_db(transaction=True)
def test_a_lane_outlives_its_connection() -> None:
    ran = threading.Semaphore(0)
    backends: list[int] = []

    def work(_now: datetime) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid(), current_setting('upheld.scope')")
            pid, seen = cursor.fetchone()
        assert seen == "all"
        backends.append(pid)
        ran.release()
        return False

    runner, stop = JobRunner("x", [Job(name="d", run=work)]), threading.Event()
    thread = threading.Thread(target=runner.run, args=[stop])
    thread.start()
    assert ran.acquire(timeout=20)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [backends[0]])
    while backends[-1] == backends[0]:
        runner.wake.set()
        assert ran.acquire(timeout=20)
    stop.set()
    runner.wake.set()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_a_listener_hears_and_comes_back_when_its_connection_is_cut() -> None:
    stop, clocks, outbox = threading.Event(), threading.Event(), threading.Event()
    wakes = {notify.CLOCKS: [clocks], notify.OUTBOX: [outbox]}
    thread = threading.Thread(target=listen, args=[stop, wakes])
    thread.start()
    assert clocks.wait(20)
    assert outbox.wait(20)
    outbox.clear()
    wake(notify.OUTBOX)
    assert outbox.wait(20)
    clocks.clear()
    outbox.clear()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
    # What was said while nobody listened may be lost: on coming back it wakes everybody.
    assert clocks.wait(20)
    assert outbox.wait(20)
    stop.set()
    thread.join()
