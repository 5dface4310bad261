"""Fair shares of the threads of a web process, so that the requests of one customer leave threads to all others.

A request is let in while a thread is free besides its own. The last free thread is kept for groups of people that hold
few: a group that holds half of the threads waits there briefly for any request to end, and is refused if none does.
While others have to wait for a thread, a group that has used up its allowance of seconds of threads is refused at once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings

MOST_GROUPS = 1_000
"""From so many groups on, those that are idle are forgotten."""
BRIEF = 1.0
"""Seconds that a request waits for others at most. It does not wait if all of them have lasted longer."""
CROWDED_FOR = 10.0
"""Seconds for which a group counts as keeping others waiting after one of them had to wait for a thread."""
HANDOVER = 0.01
"""Seconds within which a freed thread begins a request that waited for it in the web server."""


@dataclass(slots=True, eq=False)
class Held:
    """A thread that a request holds; ``group`` is known once the request was let in."""

    since: float
    had_to_wait: bool
    group: str = ""
    waiting: bool = False


@dataclass(slots=True)
class _Usage:
    """What a group uses: its threads, and the allowance that was left at ``at``."""

    allowance: float
    at: float
    running: int = 0


class Shares:
    """The threads of a process. Every request calls `arrive` first and `leave` last; in between, groups call `take`."""

    def __init__(self, threads: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.threads = threads
        self.allowance = float(threads)
        self.refill = threads / 4
        self._usages: dict[str, _Usage] = {}
        self._held: list[Held] = []
        self._full_since: float | None = None
        self._full_until = float("-inf")
        self._crowded: list[tuple[str, float]] = []
        self._changed = threading.Condition()

    def arrive(self) -> Held:
        """A request has a thread now."""
        with self._changed:
            now = self._clock()
            held = Held(now, had_to_wait=now - self._full_until <= HANDOVER)
            self._held.append(held)
            if len(self._held) >= self.threads:
                self._full_since = now
            return held

    def take(self, held: Held, group: str) -> bool:
        """Whether the request may go on, for this group, after waiting `BRIEF` seconds at most."""
        with self._changed:
            usage = self._usage(group)
            if held.had_to_wait:
                self._note_crowd(group)
            if not self._has_room(usage, held) and not self._wait(held, group, usage):
                return False
            held.group = group
            usage.running += 1
            return True

    def note_stranger(self, held: Held) -> None:
        """The request is a stranger's; it counts as somebody else's for every group."""
        with self._changed:
            if held.had_to_wait:
                self._note_crowd("")

    def leave(self, held: Held) -> None:
        """The request is over, and with it its share."""
        with self._changed:
            self._held.remove(held)
            if self._full_since is not None:
                self._full_since, self._full_until = None, self._clock()
            if held.group:
                self._usage(held.group).running -= 1
            self._changed.notify_all()

    def full_for(self) -> float:
        """Seconds for which every thread has been taken without a pause."""
        with self._changed:
            return 0.0 if self._full_since is None else self._clock() - self._full_since

    def _usage(self, group: str) -> _Usage:
        usage = self._usages.get(group)
        if usage is None:
            if len(self._usages) >= MOST_GROUPS:
                self._forget_idle()
            usage = self._usages[group] = _Usage(self.allowance, self._clock())
        self._settle(usage)
        return usage

    def _settle(self, usage: _Usage) -> None:
        """Refill the allowance, and charge for the threads held, since the group was last looked at."""
        now = self._clock()
        change = (self.refill - usage.running) * (now - usage.at)
        usage.allowance = min(self.allowance, max(0.0, usage.allowance + change))
        usage.at = now

    def _has_room(self, usage: _Usage, held: Held) -> bool:
        """Whether a thread is free besides the request's own, or the group holds less than half of what others leave.

        A request that waits for others holds its thread briefly, and is not counted.
        """
        others = sum(not other.waiting for other in self._held if other is not held) - usage.running
        return others + usage.running + 1 < self.threads or usage.running < max(1, (self.threads - others + 1) // 2)

    def _wait(self, held: Held, group: str, usage: _Usage) -> bool:
        """Wait for another request to end, unless that would keep others waiting. Returns whether there is room."""
        now = self._clock()
        newest = max((other.since for other in self._held if other is not held and not other.waiting), default=now)
        seconds = newest + BRIEF - now
        if seconds <= 0 or (usage.allowance <= 0 and self._keeps_waiting(group)):
            return False
        held.waiting = True
        try:
            return self._changed.wait_for(lambda: self._has_room(usage, held), seconds)
        finally:
            held.waiting = False
            self._settle(usage)

    def _note_crowd(self, group: str) -> None:
        """The group had to wait for a thread; the two groups that did so last are remembered."""
        others = [(other, at) for other, at in self._crowded if other != group]
        self._crowded = [*others[-1:], (group, self._clock())]

    def _keeps_waiting(self, group: str) -> bool:
        since = self._clock() - CROWDED_FOR
        return any(other != group and at > since for other, at in self._crowded)

    def _forget_idle(self) -> None:
        for group, usage in list(self._usages.items()):
            self._settle(usage)
            if not usage.running and usage.allowance == self.allowance:
                del self._usages[group]


@cache
def shares() -> Shares:
    """The shares of this process."""
    return Shares(int(settings.WEB_THREADS))
