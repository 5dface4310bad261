"""Reads the database's clock and the stored state of its jumps in one statement."""

from __future__ import annotations

import time

from django.db import OperationalError

from upheld.database import ask
from upheld.database.timekeeping.jumps import APART, Sample, Standing

READ = """
    SELECT clock_timestamp(), coalesce(ahead, '0'), coalesce(held, false), coalesce(jumps, 0), coalesce(moved, '0'),
        pg_snapshot_xmax(pg_current_snapshot())::text::bigint
    FROM (SELECT) AS always LEFT JOIN common_timekeeping ON id = 1
"""
WRITE = """
    INSERT INTO common_timekeeping AS old (id, ahead, held, jumps, moved, changed_at)
    VALUES (1, %s, %s, %s, %s, clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET ahead = excluded.ahead, held = excluded.held, jumps = excluded.jumps,
        moved = excluded.moved, changed_at = excluded.changed_at
    WHERE old.jumps = excluded.jumps - 1
    RETURNING id
"""
HELD = "EXISTS (SELECT FROM common_timekeeping WHERE id = 1 AND held)"
"""A condition for statements that may do nothing while acts are held back."""
SLOWEST = APART.total_seconds() / 2
"""Seconds. A sample whose answer took longer is too inexact."""
# Goes on while the machine sleeps, where the system has such a clock: a laptop's lid is no jump.
STEADY_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class TimeHeld(OperationalError):
    """Acts are held back: the database's clock jumped forward, and nobody has confirmed the new time yet."""

    def __init__(self) -> None:
        super().__init__("the database's clock jumped forward; acts wait until upheld time --confirm, or ten minutes")


def tick() -> float:
    """Seconds of this machine's steady clock."""
    return time.clock_gettime(STEADY_CLOCK)


def sample() -> Sample:
    """Ask the database for its time. A process that was stopped while it waited for the answer asks again."""
    taken = _ask()
    return taken if tick() - taken.tick <= SLOWEST else _ask()


def _ask() -> Sample:
    before = tick()
    [(at, *standing, order)] = ask(READ, [])
    return Sample(at, before, Standing(*standing), order)


def write(standing: Standing) -> bool:
    """Store a new state. Returns False if another process changed it first."""
    return bool(ask(WRITE, [standing.ahead, standing.held, standing.jumps, standing.moved]))
