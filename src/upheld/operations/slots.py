"""Slots for what holds a thread of a web process for long: passwords and costly requests.

A process has few threads. All slots together leave a quarter of them free, and so do the requests that wait for one:
what finds no room, or only slots that were not freed for long, is refused.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings

PASSWORD, COSTLY = "password", "costly"
QUICK = 0.5
"""Seconds that a request waits for a slot. Slots held longer are slow."""
BRIEF = 0.05
"""Seconds that a request waits where slots and other waiting requests leave no thread free."""


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """Room for one slow or costly thing, held by ``address`` (a client, a network or a person) since ``since``."""

    kind: str
    address: str
    since: float


class Slots:
    """The slots of a process with so many threads: at most half of them for one kind, a quarter for one address."""

    def __init__(self, threads: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.most = max(1, threads - max(1, threads // 4))
        self.of_kind = max(1, threads // 2)
        self.of_address = max(1, self.of_kind // 2)
        self._held: list[Slot] = []
        self._waiting: list[tuple[str, str]] = []
        self._freed = threading.Condition()

    def take(
        self, kind: str, address: str, patience: float = 0.0, *, slow_after: float = QUICK, queue: int = 0
    ) -> Slot | None:
        """A slot, after ``patience`` seconds at most; None if there is none. `free` gives it back.

        Nobody waits for slots that are held for longer than ``slow_after``. With ``queue``, at most so many requests
        of one address wait for one kind.
        """
        with self._freed:
            if len(self._waiting) + len(self._held) >= self.most:
                patience = min(patience, BRIEF)
            if queue and self._waiting.count((kind, address)) >= queue:
                return None
            until = self._clock() + patience
            while blocking := self._blocking(kind, address):
                now = self._clock()
                seconds = min(until - now, max(slot.since for slot in blocking) + slow_after - now)
                if seconds <= 0 or not self._wait(kind, address, seconds):
                    return None
            slot = Slot(kind, address, self._clock())
            self._held.append(slot)
            return slot

    def free(self, slot: Slot) -> None:
        """Give a slot back."""
        with self._freed:
            self._held.remove(slot)
            self._freed.notify_all()

    def _wait(self, kind: str, address: str, seconds: float) -> bool:
        """Wait for a slot to be freed. Returns whether one was."""
        self._waiting.append((kind, address))
        try:
            return self._freed.wait(seconds)
        finally:
            self._waiting.remove((kind, address))

    def _blocking(self, kind: str, address: str) -> list[Slot]:
        """The slots of which one must be freed first; none where there is room."""
        same_kind = [slot for slot in self._held if slot.kind == kind]
        same_address = [slot for slot in same_kind if slot.address == address]
        for slots, limit in ((same_address, self.of_address), (same_kind, self.of_kind), (self._held, self.most)):
            if len(slots) >= limit:
                return slots
        return []


@cache
def slots() -> Slots:
    """The slots of this process."""
    return Slots(int(settings.WEB_THREADS))
