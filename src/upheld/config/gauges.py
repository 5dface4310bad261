"""What /metrics tells, read from the database at the moment of asking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import connection
from prometheus_client import CollectorRegistry, Gauge

from upheld import __version__
from upheld.clocks.queries import heartbeats
from upheld.common import disk, scope
from upheld.common.timekeeping import present, state

COUNTS = {
    "upheld_tickets_open": ("Tickets in the queue", "SELECT count(*) FROM {queue}"),
    "upheld_tickets_missed": (
        "Tickets in the queue that missed a deadline",
        "SELECT count(*) FROM {queue} WHERE missed",
    ),
    "upheld_clocks_waiting": (
        "Clocks that wait for a transition",
        "SELECT count(*) FROM {clock} WHERE next_transition_at IS NOT NULL",
    ),
    "upheld_parcels_waiting": (
        "Mail and webhooks to be sent",
        "SELECT count(*) FROM {parcel} WHERE state = 'waiting'",
    ),
    "upheld_parcels_failed": (
        "Mail and webhooks that were given up",
        "SELECT count(*) FROM {parcel} WHERE state = 'failed'",
    ),
}
LATENESS = """
    SELECT coalesce(extract(epoch FROM %s - min(next_transition_at)), 0) FROM {clock}
    WHERE next_transition_at <= %s
"""


def registry(*, now: datetime) -> CollectorRegistry:
    """All gauges with their present values."""
    made = CollectorRegistry()
    Gauge("upheld_version", "Version of this process", ["version"], registry=made).labels(__version__).set(1)
    space = disk.space()
    if space is not None:
        Gauge("upheld_disk_free_bytes", "Free on the disk of the embedded database", registry=made).set(space.free)
        Gauge("upheld_disk_bytes", "Size of the disk of the embedded database", registry=made).set(space.total)
    with scope.everything():
        for name, meaning, value in _values(now):
            Gauge(name, meaning, registry=made).set(value)
        ages = Gauge("upheld_worker_age_seconds", "Seconds since a worker was heard of", ["worker"], registry=made)
        for worker, beat in heartbeats():
            ages.labels(worker).set((now - beat).total_seconds())
    for name, meaning, value in _time():
        Gauge(name, meaning, registry=made).set(value)
    return made


def _time() -> Iterator[tuple[str, str, float]]:
    standing, skew = state.sample().standing, present.skew()
    yield "upheld_clock_skew_seconds", "This machine's clock less the database's", skew.total_seconds()
    jump = standing.ahead.total_seconds()
    yield "upheld_clock_jump_seconds", "Jump of the database's clock that nobody has confirmed", jump
    yield "upheld_writes_held", "Whether acts wait until a jump of the database's clock is confirmed", standing.held


def _values(now: datetime) -> Iterator[tuple[str, str, float]]:
    tables = _tables()
    with connection.cursor() as cursor:
        for name, (meaning, statement) in COUNTS.items():
            cursor.execute(statement.format(**tables))
            yield name, meaning, float(cursor.fetchone()[0])
        cursor.execute(LATENESS.format(**tables), [now, now])
        yield "upheld_clocks_lateness_seconds", "Age of the oldest transition not made", float(cursor.fetchone()[0])
        cursor.execute("SELECT pg_database_size(current_database())")
        yield "upheld_database_bytes", "Size of the database", float(cursor.fetchone()[0])


def _tables() -> dict[str, str]:
    from upheld.clocks.models import Clock, QueueRow
    from upheld.common.models import Parcel

    return {"queue": QueueRow._meta.db_table, "clock": Clock._meta.db_table, "parcel": Parcel._meta.db_table}
