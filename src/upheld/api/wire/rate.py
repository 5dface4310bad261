"""How many calls a token may make: counted for all processes together, in handfuls.

A process takes a handful of calls from the shared counter by one statement and spends them from memory, so that
most calls cost nothing. What it has not spent when the window ends is lost: the limit is never exceeded.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock

from django.conf import settings

from upheld.accounts import limits
from upheld.accounts.limits import Limit

HANDFUL = 100
MOST_TOKENS = 10_000


class Purse:
    """The calls that this process may still let through, by token, within one window."""

    def __init__(self, limit: Limit | None = None) -> None:
        self._limit = limit
        self._lock = Lock()
        self._window_at: datetime | None = None
        self._left: dict[int, int] = {}

    @property
    def limit(self) -> Limit:
        """The installation's, unless another was given."""
        return self._limit or Limit("api.token", settings.API_RATE, timedelta(minutes=1))

    def spend(self, token_id: int, *, now: datetime) -> None:
        """Spend one call; raises TooManyAttempts where there are none left."""
        limit = self.limit
        if self._take(token_id, limits.window_start(limit, now)):
            return
        limits.count(limit, str(token_id), now=now, weight=HANDFUL)
        with self._lock:
            self._left[token_id] = self._left.get(token_id, 0) + HANDFUL - 1

    def _take(self, token_id: int, window_at: datetime) -> bool:
        with self._lock:
            if window_at != self._window_at or len(self._left) > MOST_TOKENS:
                self._window_at, self._left = window_at, {}
            left = self._left.get(token_id, 0)
            if left:
                self._left[token_id] = left - 1
            return bool(left)


purse = Purse()
