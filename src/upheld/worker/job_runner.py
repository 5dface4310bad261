"""A lane: a thread with a connection of its own that runs its duties whenever one of them has something to do."""

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
"""Seconds. A duty that keeps saying that it is due must not keep a core busy."""
LONGEST_BACK_OFF = timedelta(seconds=60)


class JobRunner:
    """Duties with what is remembered about each: when it may run again, and how often in a row it failed."""

    def __init__(self, name: str, duties: Sequence[Job]) -> None:
        self.name = name
        self.wake = threading.Event()
        self.duties = duties
        self._not_before: dict[str, float] = {}
        """In seconds of the steady clock: a jump of the database's must not keep a duty from running."""
        self._failures: dict[str, int] = {}

    def run(self, stop: threading.Event) -> None:
        """Turn after turn until ``stop`` is set and ``wake`` with it."""
        while not stop.is_set():
            self.wake.clear()
            pause = self._guarded_turn()
            self.wake.wait(pause)
        connection.close()

    def turn(self, *, now: datetime, tick: float, held: bool = False) -> float:
        """Run each duty that may run. Returns how many seconds there is nothing to do, at most a second.

        ``now`` is the database's time, ``tick`` the seconds of a clock that cannot jump. ``held``: acts are held back.
        """
        more = False
        for duty in self.duties:
            if self._not_before.get(duty.name, tick) <= tick and not (held and duty.waits):
                more |= self._run(duty, now, tick)
        return 0.0 if more else self._pause(now, tick)

    def _guarded_turn(self) -> float:
        try:
            return self.turn(now=present.read(), tick=state.tick(), held=present.held())
        except Error as error:
            # The database went away: the next turn connects again.
            log.error("%s: %s", self.name, error)
            connection.close()
            return LONGEST_SLEEP

    def _run(self, duty: Job, now: datetime, tick: float) -> bool:
        try:
            # The duty before may have lost its connection, and what one sees is the connection's.
            row_security.enter(None)
            more = duty.run(now)
        except NoSpace as error:
            log.error("the duty “%s” waits: %s", duty.name, error.text("en"))
            self._back_off(duty, tick)
            return False
        except Exception:
            log.exception("the duty “%s” failed", duty.name)
            self._back_off(duty, tick)
            return False
        self._failures.pop(duty.name, None)
        self._not_before[duty.name] = tick + duty.every.total_seconds()
        return more

    def _back_off(self, duty: Job, tick: float) -> None:
        failures = self._failures[duty.name] = self._failures.get(duty.name, 0) + 1
        wait = min(timedelta(seconds=2 ** min(failures - 1, 10)), LONGEST_BACK_OFF)
        self._not_before[duty.name] = tick + max(wait, duty.every).total_seconds()
        connection.close_if_unusable_or_obsolete()

    def _pause(self, now: datetime, tick: float) -> float:
        waits = [self._wait(duty, now, tick) for duty in self.duties]
        return min([LONGEST_SLEEP, *(max(wait, SHORTEST_SLEEP) for wait in waits if wait is not None)])

    def _wait(self, duty: Job, now: datetime, tick: float) -> float | None:
        if self._failures.get(duty.name):
            return self._not_before[duty.name] - tick
        at = duty.next_at()
        return None if at is None else (at - now).total_seconds()
