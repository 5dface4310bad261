"""Wakes the worker by a NOTIFY that is sent with the commit, at most once for each transaction and channel.

A lost notification does no harm: the worker also polls every second.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.db import connection

from upheld.database import send_later

CLOCKS = "upheld_clocks"
OUTBOX = "upheld_outbox"


def wake(channel: str) -> None:
    """Wake the workers that listen on ``channel`` once the present transaction commits, or at once outside one."""
    mark = _mark(channel)
    if any(queued[1] is mark for queued in connection.run_on_commit):
        return
    send_later("SELECT pg_notify(%s, '')", [channel])
    if connection.in_atomic_block:
        # Django forgets what waits for the commit when a transaction or savepoint is rolled back, exactly when
        # PostgreSQL forgets the NOTIFY: so this list says truly whether one has been sent.
        connection.on_commit(mark)


@cache
def _mark(channel: str) -> Callable[[], None]:
    def notified() -> None:
        """Nothing to do: PostgreSQL delivers with the commit."""

    return notified
