"""Starts and stops the server process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from upheld.embedded import lock
from upheld.embedded.binaries import Binaries
from upheld.embedded.errors import CannotStart
from upheld.embedded.identity import Identity, command
from upheld.embedded.layout import Layout

START_WITHIN, CRASH_RETRY, STOP_WITHIN = 300.0, 10.0, 60.0
LOG_LIMIT = 8 * 1024 * 1024
PAUSE = 0.01
COMMON = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "jit": "off",
}
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}

Process = subprocess.Popen[bytes]


def start(
    layout: Layout, binaries: Binaries, identity: Identity, *, durable: bool, settings: Mapping[str, str] = COMMON
) -> Process:
    """Start a server with these settings and wait until it accepts connections.

    After a crash the dead server's last processes may still hold its memory for a moment, so a
    server that ends at once is tried again for some seconds. Raises CannotStart with its last words.
    """
    end_orphan(layout)
    until = time.monotonic() + CRASH_RETRY
    while True:
        lock.clear(layout)
        process = _spawn(layout, binaries, identity, {**settings, **({} if durable else FORGETFUL)})
        if _ready(layout, process):
            return process
        if time.monotonic() > until:
            raise CannotStart(f"PostgreSQL ended with {process.returncode} while starting:\n{last_words(layout)}")
        time.sleep(0.2)


def _spawn(layout: Layout, binaries: Binaries, identity: Identity, settings: Mapping[str, str]) -> Process:
    program = [str(binaries.program("postgres")), "-D", str(layout.data)]
    for name, value in {**settings, "unix_socket_directories": str(layout.sockets)}.items():
        program += ["-c", f"{name}={value}"]
    watch = _watch()
    with _open_log(layout.log) as log:
        return subprocess.Popen(
            command(identity.name, watch, program),
            stdin=subprocess.PIPE if watch == "pipe" else subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
        )


def _watch() -> str:
    """The death signal comes when the starting *thread* ends, so it is fit for the main thread only."""
    fit = sys.platform.startswith("linux") and threading.current_thread() is threading.main_thread()
    return "signal" if fit else "pipe"


def _open_log(path: Path) -> subprocess.IO[bytes]:  # type: ignore[name-defined]
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".old.log"))
    return open(path, "ab", opener=lambda name, flags: os.open(name, flags, 0o600))


def _ready(layout: Layout, process: Process) -> bool:
    until = time.monotonic() + START_WITHIN
    while process.poll() is None:
        running = lock.running(layout)
        if running is not None and running.ready:
            return True
        if time.monotonic() > until:
            stop(process)
            raise CannotStart(f"PostgreSQL was not ready after {START_WITHIN:.0f} s:\n{last_words(layout)}")
        time.sleep(PAUSE)
    return False


def stop(process: Process) -> None:
    """End the server: cleanly, else at once (it then recovers at its next start)."""
    for sign, patience in ((signal.SIGINT, STOP_WITHIN), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0)):
        if process.poll() is None:
            process.send_signal(sign)
        try:
            process.wait(patience)
            break
        except subprocess.TimeoutExpired:
            continue
    if process.stdin is not None:
        process.stdin.close()


def end_orphan(layout: Layout) -> None:
    """Wait for a server whose owner has died to end, telling it to; raises CannotStart."""
    orphan = lock.running(layout)
    if orphan is None:
        return
    _signal(orphan.pid, signal.SIGINT)
    until = time.monotonic() + STOP_WITHIN
    while lock.running(layout) is not None:
        if time.monotonic() > until:
            raise CannotStart(f"another PostgreSQL (process {orphan.pid}) still runs on {layout.data}; end it first")
        time.sleep(PAUSE)


def _signal(pid: int, sign: signal.Signals) -> None:
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return


def last_words(layout: Layout, lines: int = 12) -> str:
    """The end of the server's log."""
    try:
        text = layout.log.read_bytes()[-8192:].decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
    return "\n".join(f"  {line}" for line in text.splitlines()[-lines:])
