"""Memory of web (2 workers) and worker after 1,000 mixed requests; PostgreSQL apart."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime

from benchmarks import client, entering, load, place, processes
from benchmarks.table import heading, line

REQUESTS = 1_000


def run() -> None:
    heading("Memory, PSS")
    now = datetime.now(UTC)
    with place.database():
        stage = load.stage(now)
        numbers = load.tickets(stage, 200, filed_at=[now] * 200, severity="P1", now=now, messages=5)
        environment = {**os.environ, "PYTHONPATH": str(place.ROOT / "src")}
        worker = subprocess.Popen([sys.executable, "-m", "upheld", "worker"], env=environment)
        try:
            with place.web() as (port, web):
                client.run(port, _mixed(stage, numbers, now), connections=4)
                total = sum(processes.memory(pid) for pid in [*processes.family(web), *processes.family(worker.pid)])
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait(timeout=30)
    line(f"web (2 workers) and worker, after {REQUESTS:,} requests", f"{total / 1024:,.0f} MiB", "350 MiB")


def _mixed(stage: load.Stage, numbers: list[int], now: datetime) -> list[client.Request]:
    session = entering.cookie(stage.engineer, now)
    token = {"Authorization": f"Bearer {stage.tokens[0]}"}
    requests = []
    for number in range(REQUESTS):
        ticket = numbers[number % len(numbers)]
        requests.append(
            [
                client.Request("GET", "/console/queue", session),
                client.Request("GET", f"/console/tickets/{ticket}", session),
                client.Request("GET", "/console/search?q=audio", session),
                client.Request("GET", "/api/v1/tickets", token),
                client.Request("GET", "/console/attainment", session),
            ][number % 5]
        )
    return requests
