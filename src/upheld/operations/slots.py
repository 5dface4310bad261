"""Slots for costly requests, which hold a thread of a web process for long.

A process has few threads. Half of them serve costly requests at most, and with the requests that wait for a slot three
quarters: what finds no room, or only slots that were not freed for long, is refused.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings

BRIEF = 0.05
"""Seconds that a request waits where slots and other waiting requests leave no thread free."""


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """Room for one costly request, held by a group of people since ``since``."""

    group: str
    since: float


class Slots:
    """The slots of a process with so many threads: for half of them, and for a quarter for one group."""

    def __init__(self, threads: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.with_waiting = max(1, threads - max(1, threads // 4))
        self.most = max(1, threads // 2)
        self.of_group = max(1, self.most // 2)
        self._held: list[Slot] = []
        self._waiting: list[str] = []
        self._freed = threading.Condition()

    def take(self, group: str, patience: float = 0.0) -> Slot | None:
        """A slot, after ``patience`` seconds at most; None if there is none. `free` gives it back.

        Nobody waits for slots that have been held for longer than that, and one request of a group waits at most.
        """
        with self._freed:
            if group in self._waiting:
                return None
            crowded = len(self._waiting) + len(self._held) >= self.with_waiting
            until = self._clock() + (min(patience, BRIEF) if crowded else patience)
            while blocking := self._blocking(group):
                now = self._clock()
                seconds = min(until - now, max(slot.since for slot in blocking) + patience - now)
                if seconds <= 0 or not self._wait(group, seconds):
                    return None
            slot = Slot(group, self._clock())
            self._held.append(slot)
            return slot

    def free(self, slot: Slot) -> None:
        """Give a slot back."""
        with self._freed:
            self._held.remove(slot)
            self._freed.notify_all()

    def _wait(self, group: str, seconds: float) -> bool:
        """Wait for a slot to be freed. Returns whether one was."""
        self._waiting.append(group)
        try:
            return self._freed.wait(seconds)
        finally:
            self._waiting.remove(group)

    def _blocking(self, group: str) -> list[Slot]:
        """The slots of which one must be freed first; none where there is room."""
        own = [slot for slot in self._held if slot.group == group]
        if len(own) >= self.of_group:
            return own
        return self._held if len(self._held) >= self.most else []


@cache
def slots() -> Slots:
    """The slots of this process."""
    return Slots(int(settings.WEB_THREADS))
