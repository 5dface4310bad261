"""Runs a group of jobs in a thread with its own database connection."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import Error, connection

from upheld.database import row_security
from upheld.database.timekeeping import present, state
from upheld.operations.disk import NoSpace
from upheld.worker.jobs import Job

log = logging.getLogger(__name__)

LONGEST_SLEEP = 1.0
SHORTEST_SLEEP = 0.02
"""Seconds. Keeps a job that is always due from using a whole core."""
LONGEST_BACK_OFF = timedelta(seconds=60)


class JobRunner:
    """Runs its jobs when they are due, and keeps the earliest next run and the consecutive failures of each."""

    def __init__(self, name: str, jobs: Sequence[Job]) -> None:
        self.name = name
        self.wake = threading.Event()
        self.jobs = jobs
        self._not_before: dict[str, float] = {}
        """In seconds of the steady clock, so that a jump of the database's clock does not delay a job."""
        self._failures: dict[str, int] = {}

    def run(self, stop: threading.Event) -> None:
        """Run turn after turn until ``stop`` is set; set ``wake`` too, to end at once."""
        while not stop.is_set():
            self.wake.clear()
            pause = self._guarded_turn()
            self.wake.wait(pause)
        connection.close()

    def turn(self, *, now: datetime, tick: float, held: bool = False) -> float:
        """Run each job that may run. Returns the seconds until the next turn, at most one.

        ``now`` is the database's time, ``tick`` the seconds of a clock that cannot jump. ``held``: acts are held back.
        """
        more = False
        for job in self.jobs:
            if self._not_before.get(job.name, tick) <= tick and not (held and job.waits):
                more |= self._run(job, now, tick)
        return 0.0 if more else self._pause(now, tick)

    def _guarded_turn(self) -> float:
        try:
            return self.turn(now=present.read(), tick=state.tick(), held=present.held())
        except Error as error:
            # The database went away: the next turn connects again.
            log.error("%s: %s", self.name, error)
            connection.close()
            return LONGEST_SLEEP

    def _run(self, job: Job, now: datetime, tick: float) -> bool:
        try:
            # The previous job may have lost the connection, and the scope is a property of the connection.
            row_security.enter(None)
            more = job.run(now)
        except NoSpace as error:
            log.error("the job “%s” waits: %s", job.name, error.text("en"))
            self._back_off(job, tick)
            return False
        except Exception:
            log.exception("the job “%s” failed", job.name)
            self._back_off(job, tick)
            return False
        self._failures.pop(job.name, None)
        self._not_before[job.name] = tick + job.every.total_seconds()
        return more

    def _back_off(self, job: Job, tick: float) -> None:
        failures = self._failures[job.name] = self._failures.get(job.name, 0) + 1
        wait = min(timedelta(seconds=2 ** min(failures - 1, 10)), LONGEST_BACK_OFF)
        self._not_before[job.name] = tick + max(wait, job.every).total_seconds()
        connection.close_if_unusable_or_obsolete()

    def _pause(self, now: datetime, tick: float) -> float:
        waits = [self._wait(job, now, tick) for job in self.jobs]
        return min([LONGEST_SLEEP, *(max(wait, SHORTEST_SLEEP) for wait in waits if wait is not None)])

    def _wait(self, job: Job, now: datetime, tick: float) -> float | None:
        if self._failures.get(job.name):
            return self._not_before[job.name] - tick
        at = job.next_at()
        return None if at is None else (at - now).total_seconds()
