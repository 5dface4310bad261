"""Counters of requests. With several web processes each writes a file, and /metrics adds them up.

The library decides when it is imported whether it keeps numbers in files: `share_between_processes` comes first.
"""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter, Histogram

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Environment variable of prometheus_client: where each process keeps its numbers."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


def share_between_processes(folder: Path) -> None:
    """Store the counters of this process and its forks in ``folder``, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    os.environ[FOLDER] = str(folder)


@cache
def _metrics() -> tuple[CollectorRegistry, Counter, Histogram]:
    from prometheus_client import CollectorRegistry, Counter, Histogram

    registry = CollectorRegistry()
    requests = Counter("upheld_http_requests", "Requests answered", ["method", "route", "status"], registry=registry)
    seconds = Histogram("upheld_http_request_seconds", "Time to answer", ["route"], buckets=BUCKETS, registry=registry)
    return registry, requests, seconds


def observe(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request. ``route`` is its pattern, never its path."""
    _, requests, histogram = _metrics()
    requests.labels(method if method in METHODS else "other", route, str(status)).inc()
    histogram.labels(route).observe(seconds)


def registry() -> CollectorRegistry:
    """The numbers of all web processes of this machine."""
    if FOLDER not in os.environ:
        return _metrics()[0]
    from prometheus_client import CollectorRegistry
    from prometheus_client.multiprocess import MultiProcessCollector

    every = CollectorRegistry()
    MultiProcessCollector(every)  # type: ignore[no-untyped-call]
    return every
