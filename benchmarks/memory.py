"""Memory of web (2 workers) and worker after 1,000 mixed requests; PostgreSQL apart."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import client, entering, load, place
from benchmarks.table import heading, line

REQUESTS = 1_000


def run() -> None:
    heading("Memory, PSS")
    now = datetime.now(UTC)
    with place.database():
        made = load.stage(now)
        numbers = load.tickets(made, 200, filed_at=[now] * 200, severity="P1", now=now, said=5)
        environment = {**os.environ, "PYTHONPATH": str(place.ROOT / "src")}
        worker = subprocess.Popen([sys.executable, "-m", "upheld", "worker"], env=environment)
        try:
            with place.web() as (port, web):
                client.run(port, _mixed(made, numbers, now), connections=4)
                total = sum(_pss(pid) for pid in [*_family(web), *_family(worker.pid)])
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait(timeout=30)
    line(f"web (2 workers) and worker, after {REQUESTS:,} requests", f"{total / 1024:,.0f} MiB", "350 MiB")


def _mixed(made: load.Stage, numbers: list[int], now: datetime) -> list[client.Request]:
    session = entering.cookie(made.engineer, now)
    token = {"Authorization": f"Bearer {made.tokens[0]}"}
    found = []
    for number in range(REQUESTS):
        ticket = numbers[number % len(numbers)]
        found.append(
            [
                client.Request("GET", "/console/queue", session),
                client.Request("GET", f"/console/tickets/{ticket}", session),
                client.Request("GET", "/console/search?q=audio", session),
                client.Request("GET", "/api/v1/tickets", token),
                client.Request("GET", "/console/attainment", session),
            ][number % 5]
        )
    return found


def _family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children.get(one, [])
    return found


def _pss(pid: int) -> int:
    """Proportional set size in KiB."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(text.split()[1]) for text in lines if text.startswith("Pss:")), 0)
