"""What the database's clock showed beside each machine's steady clock: stored, so that no process begins blindly."""

from __future__ import annotations

import os
import uuid
from datetime import timedelta
from pathlib import Path

from upheld.database import ask, send_later
from upheld.database.timekeeping.jumps import Sample, Standing

BOOT = Path("/proc/sys/kernel/random/boot_id")
NAMESPACE = Path("/proc/self/ns/time")
KEEP = timedelta(days=30)
"""How long the reference of a steady clock that nobody reads any more is kept."""

SAME_TIME = 1.0
"""Seconds. Processes that look at the same time may store their samples in either order."""

RECALL = "SELECT at, tick, moved, last_order FROM common_steadyclock WHERE name = %s AND tick <= %s"
# Not by a process that read an older account, nor in place of what a faster one stored.
# Orders are of transactions and only grow; a row whose order is ahead was brought along from another database cluster.
REMEMBER = """
    INSERT INTO common_steadyclock AS old (name, at, tick, moved, first_order, last_order)
    SELECT %(clock)s, %(at)s, %(tick)s, %(moved)s, %(order)s, %(order)s
    WHERE %(jumps)s = coalesce((SELECT jumps FROM common_timekeeping WHERE id = 1), 0)
    ON CONFLICT (name) DO UPDATE SET at = excluded.at, tick = excluded.tick, moved = excluded.moved,
        last_order = excluded.last_order,
        first_order = CASE WHEN old.tick < excluded.tick AND old.last_order <= excluded.last_order
            THEN old.first_order ELSE excluded.first_order END
    WHERE old.tick < excluded.tick OR old.tick > excluded.tick + %(same)s
    RETURNING name
"""
LATEST = "SELECT at, moved FROM common_steadyclock ORDER BY at - moved DESC LIMIT 1"
FORGET_OTHERS = "DELETE FROM common_steadyclock WHERE name <> %s RETURNING name"
# Waits for those who are storing a reference by an older account.
NO_NEW_REFERENCE = "LOCK TABLE common_steadyclock IN SHARE ROW EXCLUSIVE MODE"
FORGET_LATER = "DELETE FROM common_steadyclock WHERE first_order >= %s AND name <> %s RETURNING name"
FORGET_OLD = "DELETE FROM common_steadyclock WHERE at < %s RETURNING name"


def clock_name() -> str:
    """The name of the steady clock that this process reads: all processes of one start of one machine share it."""
    try:
        return f"{BOOT.read_text('ascii').strip()} {os.readlink(NAMESPACE) if NAMESPACE.exists() else ''}"[:100]
    except OSError:
        return f"process {uuid.uuid4()}"


def name_apart(clock: str) -> str:
    """A new name for a steady clock whose present one is used by another machine too."""
    return f"{clock[:60]} apart {uuid.uuid4()}"


def recall(clock: str, sample: Sample) -> Sample | None:
    """The stored reference of a steady clock, unless that clock went back since, as in a restored machine."""
    for at, tick, moved, order in ask(RECALL, [clock, sample.tick + SAME_TIME]):
        return Sample(at, tick, Standing(moved=moved), order)
    return None


def latest() -> Sample | None:
    """The reference that shows the latest time of the database, by whichever steady clock."""
    for at, moved in ask(LATEST, []):
        return Sample(at, 0.0, Standing(moved=moved))
    return None


def remember(clock: str, sample: Sample) -> None:
    """Store a sample as the reference of a steady clock."""
    standing = sample.standing
    values = {"at": sample.at, "tick": sample.tick, "order": sample.order, "same": SAME_TIME}
    ask(REMEMBER, {"clock": clock, "moved": standing.moved, "jumps": standing.jumps, **values})


def forget_others(clock: str) -> None:
    """Delete the references of all other steady clocks; whoever reads them begins anew."""
    ask(FORGET_OTHERS, [clock])


def forget_later(agreed: Sample, clock: str) -> None:
    """Delete the references of other steady clocks that began after this sample, the last before a jump.

    They have no say about the jump. Whoever reads them begins anew, with the account as it is now.
    """
    send_later(NO_NEW_REFERENCE, [])
    ask(FORGET_LATER, [agreed.order, clock])


def forget_old(sample: Sample) -> None:
    """Delete references of machines and starts that are long gone."""
    ask(FORGET_OLD, [sample.at - KEEP])
