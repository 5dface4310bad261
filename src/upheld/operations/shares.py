"""Fair shares of the threads of a web process, so that the requests of one customer leave threads to all others.

Whoever uses little is not limited: each group of people has an allowance of seconds of threads, which refills steadily,
and bursts of requests are paid from it. A group that has used it up runs at most half of the threads at once, a few of
its requests wait, and others are refused.
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


@dataclass(slots=True)
class _Usage:
    """What a group uses: its running and waiting requests, and the allowance that was left at ``at``."""

    allowance: float
    at: float
    running: int = 0
    waiting: int = 0


class Shares:
    """The shares of a process with so many threads.

    A group without allowance has ``running_most`` requests running; ``waiting_most`` requests of all such groups wait.
    """

    def __init__(self, threads: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.running_most = max(1, threads // 2)
        self.waiting_most = threads // 4
        self.allowance = float(threads)
        self.refill = threads / 4
        self._usages: dict[str, _Usage] = {}
        self._waiting = 0
        self._ended = threading.Condition()

    def take(self, group: str, patience: float) -> bool:
        """Whether a request of a group may run, after waiting ``patience`` seconds at most. `end` ends it."""
        with self._ended:
            usage = self._usage(group)
            used_up = usage.allowance <= 0 and usage.running + usage.waiting >= self.running_most
            if used_up and not self._wait(usage, patience):
                return False
            usage.running += 1
            return True

    def end(self, group: str) -> None:
        """A request of a group is over."""
        with self._ended:
            self._usage(group).running -= 1
            self._ended.notify_all()

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
        change = (self.refill - usage.running - usage.waiting) * (now - usage.at)
        usage.allowance = min(self.allowance, max(0.0, usage.allowance + change))
        usage.at = now

    def _wait(self, usage: _Usage, patience: float) -> bool:
        """Wait, if there is room for it, until the group has fewer requests running. Returns whether it has."""
        if self._waiting >= self.waiting_most:
            return False
        usage.waiting += 1
        self._waiting += 1
        try:
            return self._ended.wait_for(lambda: usage.running < self.running_most, patience)
        finally:
            self._settle(usage)
            usage.waiting -= 1
            self._waiting -= 1

    def _forget_idle(self) -> None:
        for group, usage in list(self._usages.items()):
            self._settle(usage)
            if not usage.running and not usage.waiting and usage.allowance == self.allowance:
                del self._usages[group]


@cache
def shares() -> Shares:
    """The shares of this process."""
    return Shares(int(settings.WEB_THREADS))
