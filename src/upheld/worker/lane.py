"""A lane: a thread with a connection of its own that runs its duties whenever one of them has something to do."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import Error, connection

from upheld.common import scope
from upheld.worker.clock import database_now
from upheld.worker.duties import Duty

log = logging.getLogger(__name__)

LONGEST_SLEEP = 1.0
SHORTEST_SLEEP = 0.02
"""Seconds. A duty that keeps saying that it is due must not keep a core busy."""
LONGEST_BACK_OFF = timedelta(seconds=60)


class Lane:
    """Duties with what is remembered about each: when it may run again, and how often in a row it failed."""

    def __init__(self, name: str, duties: Sequence[Duty]) -> None:
        self.name = name
        self.wake = threading.Event()
        self.duties = duties
        self._not_before: dict[str, datetime] = {}
        self._failures: dict[str, int] = {}

    def run(self, stop: threading.Event) -> None:
        """Turn after turn until ``stop`` is set and ``wake`` with it."""
        while not stop.is_set():
            self.wake.clear()
            pause = self._guarded_turn()
            self.wake.wait(pause)
        connection.close()

    def turn(self, *, now: datetime) -> float:
        """Run each duty that may run. Returns how many seconds there is nothing to do, at most a second."""
        more = False
        for duty in self.duties:
            if self._not_before.get(duty.name, now) <= now:
                more |= self._run(duty, now)
        return 0.0 if more else self._pause(now)

    def _guarded_turn(self) -> float:
        try:
            return self.turn(now=database_now())
        except Error as error:
            # The database went away: the next turn connects again.
            log.error("%s: %s", self.name, error)
            connection.close()
            return LONGEST_SLEEP

    def _run(self, duty: Duty, now: datetime) -> bool:
        try:
            # The duty before may have lost its connection, and what one sees is the connection's.
            scope.enter(None)
            more = duty.run(now)
        except Exception:
            log.exception("the duty “%s” failed", duty.name)
            self._back_off(duty, now)
            return False
        self._failures.pop(duty.name, None)
        self._not_before[duty.name] = now + duty.every
        return more

    def _back_off(self, duty: Duty, now: datetime) -> None:
        failures = self._failures[duty.name] = self._failures.get(duty.name, 0) + 1
        wait = min(timedelta(seconds=2 ** min(failures - 1, 10)), LONGEST_BACK_OFF)
        self._not_before[duty.name] = now + max(wait, duty.every)
        connection.close_if_unusable_or_obsolete()

    def _pause(self, now: datetime) -> float:
        known = [self._next(duty, duty.next_at) for duty in self.duties]
        waits = [(at - now).total_seconds() for at in known if at is not None]
        return min([LONGEST_SLEEP, *(max(wait, SHORTEST_SLEEP) for wait in waits)])

    def _next(self, duty: Duty, next_at: Callable[[], datetime | None]) -> datetime | None:
        if self._failures.get(duty.name):
            return self._not_before[duty.name]
        return next_at()
