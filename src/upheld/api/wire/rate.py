"""The rate limit of a token. Shared across processes; each process reserves 100 calls at a time.

A process reserves calls from the shared counter with one statement and then counts them in memory, so that most calls
need no statement. Reserved calls that are unused when the window ends are lost; the limit is never exceeded.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock

from django.conf import settings

from upheld.accounts import limits
from upheld.accounts.limits import Limit

RESERVED_CALLS = 100
MOST_TOKENS = 10_000


class CallBudget:
    """The calls that this process has reserved and not used yet, by token, within one window."""

    def __init__(self, limit: Limit | None = None) -> None:
        self._limit = limit
        self._lock = Lock()
        self._window_at: datetime | None = None
        self._remaining: dict[int, int] = {}

    @property
    def limit(self) -> Limit:
        """The limit of the constructor, else the installation's setting."""
        return self._limit or Limit("api.token", settings.API_RATE, timedelta(minutes=1))

    def spend(self, token_id: int, *, now: datetime) -> None:
        """Use one call of a token. Raises TooManyAttempts if none is left in this window."""
        limit = self.limit
        if self._take(token_id, limits.window_start(limit, now)):
            return
        limits.count(limit, str(token_id), now=now, weight=RESERVED_CALLS)
        with self._lock:
            self._remaining[token_id] = self._remaining.get(token_id, 0) + RESERVED_CALLS - 1

    def _take(self, token_id: int, window_at: datetime) -> bool:
        with self._lock:
            if window_at != self._window_at or len(self._remaining) > MOST_TOKENS:
                self._window_at, self._remaining = window_at, {}
            remaining = self._remaining.get(token_id, 0)
            if remaining:
                self._remaining[token_id] = remaining - 1
            return bool(remaining)


call_budget = CallBudget()
