"""The time of the database: the one clock that all workers share, whatever their machines say."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection

Instants = Callable[[], datetime]


def database_now() -> datetime:
    """Now, as the database has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row: tuple[datetime] = cursor.fetchone()
    return row[0]


def from_then_on(now: datetime) -> Instants:
    """A clock that says ``now`` at this moment and goes on from there, unmoved by changes of the machine's clock."""
    began = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - began)
