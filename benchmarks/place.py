"""A place to measure in: a database on the embedded server or on one's own, and web processes on loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from benchmarks import servers
from upheld.embedded import binaries
from upheld.embedded.layout import Layout

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / ".cache" / "bench"
OWN_PROGRAMS = "BENCH_OWN_PROGRAMS"
"""Names the folder of PostgreSQL's programs, in the environment of a run on a server of one's own."""
STARTS_WITHIN = 30.0


@cache
def django() -> None:
    """Settings for measuring: durable commits, quiet logs."""
    os.environ["UPHELD_DATA_DIR"] = str(DATA)
    os.environ.setdefault("UPHELD_LOG_LEVEL", "error")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upheld.config.settings")
    DATA.mkdir(parents=True, exist_ok=True)
    import django as framework

    framework.setup()


def layout() -> Layout:
    """Where the files of the server are that is measured."""
    if programs := os.environ.get(OWN_PROGRAMS):
        return Layout(DATA / f"own-{binaries.version(Path(programs))}")
    return Layout(DATA / "postgres")


@contextmanager
def server() -> Iterator[None]:
    """For a run on one's own server: have it run meanwhile. The embedded one comes and goes with each `database`."""
    if programs := os.environ.get(OWN_PROGRAMS):
        with servers.own(layout(), Path(programs)):
            yield
    else:
        yield


def database_pid() -> int:
    """The process that all processes of the running server descend from."""
    return int(layout().pid_file.read_text().split()[0])


@contextmanager
def database() -> Iterator[None]:
    """An empty, migrated database on the server; everything in scope."""
    from upheld.cli import runtime

    django()
    with runtime.database(runtime.options()):
        from django.db import connections

        from upheld.cli.migrate import bring_up_to_date
        from upheld.database import row_security

        bring_up_to_date(verbosity=0)
        _empty()
        _date_by_hand()
        row_security.enter(None)
        yield
        connections.close_all()


def _date_by_hand() -> None:
    """Let acts be dated a day ahead, so that they are due when a sweep begins."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        for trigger in ("ledger_head_begins_now", "ledger_head_not_ahead"):
            cursor.execute(f"ALTER TABLE ledger_head DISABLE TRIGGER {trigger}")


def _empty() -> None:
    """As the owner, because the application may not truncate."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename NOT IN ('django_migrations', 'clocks_zonerelease')"
        )
        cursor.execute(f"TRUNCATE {cursor.fetchone()[0]} RESTART IDENTITY CASCADE")


def analyze() -> None:
    """Let the planner know what is there, and write out what bulk loading left."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def web(workers: int = 2) -> Iterator[tuple[int, int]]:
    """``upheld web`` on a free port; gives (port, process id)."""
    port = _free_port()
    environment = {
        **os.environ,
        "UPHELD_LISTEN": f"127.0.0.1:{port}",
        "UPHELD_WEB_WORKERS": str(workers),
        "PYTHONPATH": str(ROOT / "src"),
    }
    process = subprocess.Popen([sys.executable, "-m", "upheld", "web"], env=environment, start_new_session=True)
    try:
        _answers(port, process)
        yield port, process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("the web processes ended before they answered")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"no answer within {STARTS_WITHIN:.0f} s")
