"""What this machine can do at all, in the same run: without it no rate below means anything."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import place
from benchmarks.table import line, rate

SECONDS = 2.0


def run() -> None:
    line("processors", f"{os.cpu_count()}")
    line("Python loop, one core", _loop())
    with place.database():
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version')")
            line("PostgreSQL", str(cursor.fetchone()[0]))
            line("SELECT 1", _repeat(lambda: cursor.execute("SELECT 1")))
            line("inserts, each committed", _repeat(lambda: cursor.execute(_INSERT)))
    line("load of the machine before (1 min)", Path("/proc/loadavg").read_text().split()[0])


# A table of the product's own: a temporary one would not be written to the log, and flatter the machine.
_INSERT = "INSERT INTO accounts_attempt (key, window_at, count) VALUES (gen_random_uuid()::text, now(), 1)"


def _loop() -> str:
    count, began = 0, time.process_time()
    while time.process_time() - began < 0.5:
        for number in range(10_000):
            count += number & 1
    return rate(count * 2, time.process_time() - began)


def _repeat(act: Callable[[], object]) -> str:
    count, began = 0, time.perf_counter()
    while (spent := time.perf_counter() - began) < SECONDS:
        act()
        count += 1
    return rate(count, spent)
