"""Gauges of /metrics, read from the database and the disk for each request."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from upheld import __version__
from upheld.clocks.queries import heartbeats
from upheld.database import row_security
from upheld.database.timekeeping import present
from upheld.desk import quotas
from upheld.embedded import maintenance
from upheld.operations import disk

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
    "upheld_database_bytes": ("Size of the database", "SELECT pg_database_size(current_database())"),
    "upheld_database_connections_limit": (
        "Connections that the server allows",
        "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int",
    ),
}
LATENESS = """
    SELECT coalesce(extract(epoch FROM %s - min(next_transition_at)), 0) FROM {clock}
    WHERE next_transition_at <= %s
"""
LABELLED = {
    "upheld_tickets": (
        "Tickets in the queue",
        ("severity", "state"),
        "SELECT severity, state, count(*) FROM {queue} GROUP BY 1, 2",
    ),
    "upheld_outbox": (
        "Mail and webhooks that are kept in the outbox, by how they ended",
        ("kind", "state"),
        "SELECT kind, state, count(*) FROM {parcel} GROUP BY 1, 2",
    ),
    "upheld_database_connections": (
        "Connections to this database",
        ("state",),
        "SELECT coalesce(state, 'unknown'), count(*) FROM {activity} WHERE datname = current_database() GROUP BY 1",
    ),
}
OLDEST = """
    SELECT kind, greatest(0, extract(epoch FROM %s - min(next_attempt_at))) FROM {parcel}
    WHERE state = 'waiting' GROUP BY kind
"""


class Sample(NamedTuple):
    """One gauge with its values by labels."""

    name: str
    meaning: str
    labels: tuple[str, ...]
    values: Iterable[tuple[tuple[str, ...], float]]


class _Present(Collector):
    """Values of this moment. The library's own gauges would be kept in the files that web processes share."""

    def __init__(self, samples: Iterable[Sample]) -> None:
        self._families = [_family(sample) for sample in samples]

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Read all gauges."""
        return self._families


def _family(sample: Sample) -> GaugeMetricFamily:
    family = GaugeMetricFamily(sample.name, sample.meaning, labels=sample.labels)
    for names, value in sample.values:
        family.add_metric(names, value)
    return family


def exposed(samples: Iterable[Sample]) -> CollectorRegistry:
    """A registry of these gauges."""
    gauges = CollectorRegistry()
    gauges.register(_Present(samples))
    return gauges


def registry(*, now: datetime) -> CollectorRegistry:
    """All gauges with their present values."""
    with row_security.everything():
        return exposed((*_read(now), *_maintenance(), *_disks(), *_uploads(), *_time()))


def _read(now: datetime) -> Iterator[Sample]:
    tables = _tables()
    yield Sample("upheld_version", "Version of this process", ("version",), [((__version__,), 1)])
    with connection.cursor() as cursor:
        for name, (meaning, statement) in COUNTS.items():
            cursor.execute(statement.format(**tables))
            yield _single(name, meaning, cursor.fetchone()[0])
        cursor.execute(LATENESS.format(**tables), [now, now])
        yield _single("upheld_clocks_lateness_seconds", "Age of the oldest transition not made", cursor.fetchone()[0])
        for name, (meaning, labels, statement) in LABELLED.items():
            cursor.execute(statement.format(**tables))
            yield Sample(name, meaning, labels, _rows(cursor))
        cursor.execute(OLDEST.format(**tables), [now])
        yield Sample("upheld_outbox_oldest_seconds", "How long the oldest has been due", ("kind",), _rows(cursor))
    ages = [((worker,), (now - beat).total_seconds()) for worker, beat in heartbeats()]
    yield Sample("upheld_worker_age_seconds", "Seconds since a worker was heard of", ("worker",), ages)


def _single(name: str, meaning: str, value: Any) -> Sample:
    return Sample(name, meaning, (), [((), float(value))])


def _rows(cursor: Any) -> list[tuple[tuple[str, ...], float]]:
    return [(tuple(labels), float(value)) for *labels, value in cursor.fetchall()]


def _time() -> Iterator[Sample]:
    standing, skew = present.standing(), present.skew()
    jump = standing.ahead.total_seconds()
    yield _single("upheld_clock_skew_seconds", "This machine's clock less the database's", skew.total_seconds())
    yield _single("upheld_clock_jump_seconds", "Jump of the database's clock that nobody has confirmed", jump)
    yield _single("upheld_writes_held", "Whether acts wait until a jump of the clock is confirmed", standing.held)


def _maintenance() -> Iterator[Sample]:
    runs = maintenance.last_runs()
    yield Sample(
        "upheld_maintenance_last_success_timestamp_seconds",
        "When a backup, or a rehearsal of one, last succeeded",
        ("kind",),
        [((run.kind,), run.succeeded_at.timestamp()) for run in runs if run.succeeded_at],
    )
    yield Sample(
        "upheld_maintenance_last_run_ok",
        "Whether the last backup, or rehearsal, succeeded",
        ("kind",),
        [((run.kind,), float(run.succeeded)) for run in runs],
    )


def _disks() -> Iterator[Sample]:
    """The disks of this machine on which the embedded database, the data folder and scheduled backups are."""
    spaces = {"data": _space(settings.DATA_DIR), "backups": _space(settings.BACKUP_DIR)}
    if (database := disk.space()) is not None:
        spaces["database"] = database
    free = [((name,), float(space.free)) for name, space in spaces.items()]
    size = [((name,), float(space.total)) for name, space in spaces.items()]
    yield Sample("upheld_disk_free_bytes", "Free space on the disk of a folder", ("folder",), free)
    yield Sample("upheld_disk_size_bytes", "Size of the disk of a folder", ("folder",), size)


def _uploads() -> Iterator[Sample]:
    yield _single("upheld_uploads_bytes", "What attachments count against UPHELD_UPLOADS_TOTAL", quotas.used())
    yield _single("upheld_uploads_quota_bytes", "UPHELD_UPLOADS_TOTAL", settings.UPLOADS_TOTAL)


def _space(folder: Path) -> disk.Space:
    """The space on the disk of a folder, or of the nearest one above it that is there already."""
    usage = shutil.disk_usage(next(place for place in (folder, *folder.parents) if place.exists()))
    return disk.Space(usage.free, usage.total)


def _tables() -> dict[str, str]:
    from upheld.clocks.models import Clock, QueueRow
    from upheld.outbox.models import Parcel

    models = {"queue": QueueRow, "clock": Clock, "parcel": Parcel}
    return {name: model._meta.db_table for name, model in models.items()} | {"activity": "pg_stat_activity"}
