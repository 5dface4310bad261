"""``upheld serve``: everything in one command."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

import click

from upheld.cli import address, lifeline, runtime, terminal
from upheld.cli.supervisor import FIRST_DELAY, LONGEST_DELAY, RENEWAL, TICK, Child, Supervisor
from upheld.embedded import CannotStart

GRACE = 5.0
"""Seconds that children get beyond the time they give their own requests and jobs."""


@click.command()
@click.option("--listen", metavar="HOST:PORT", help="Instead of UPHELD_LISTEN.")
@click.option("--no-migrate", is_flag=True, help="Leave the database as it is.")
@runtime.plain_refusals
def serve(listen: str | None, no_migrate: bool) -> None:
    """Run the database (unless you have your own), the web processes and a worker.

    A child that dies is started again, after a pause that grows. SIGTERM or Ctrl-C ends all of
    them cleanly; twice, at once. SIGHUP starts the web processes afresh without losing a request; workers go on.
    """
    address.choose(listen)
    run(runtime.options(), migrate=not no_migrate)


def run(chosen: dict[str, Any], *, migrate: bool = True, announce: str = "") -> None:
    """Serve until stopped. ``announce`` is said once the page answers."""
    address.refuse_taken(*chosen["listen"])
    address.remember(chosen["data_dir"], *chosen["listen"])
    with runtime.database(chosen) as server:
        if migrate:
            _migrate()
        supervisor = Supervisor(
            [
                Child("web", ["web"], _say, forwarded=RENEWAL),
                *(Child(f"worker {number + 1}", ["worker"], _say) for number in range(chosen["workers"])),
            ],
            patience=chosen["stop_within"].total_seconds() + GRACE,
            also=_Watch(server, chosen, announce),
        )
        supervisor.run()


def _migrate() -> None:
    command = [sys.executable, "-m", "upheld", "migrate", "--quiet"]
    if subprocess.run(command, env=lifeline.environment(), stdin=subprocess.DEVNULL, check=False).returncode != 0:
        raise click.ClickException("the database could not be brought up to date; nothing was started")


class _Watch:
    """What is looked at besides the children: the embedded server, and the first answer."""

    def __init__(self, server: Any, chosen: dict[str, Any], announce: str) -> None:
        self._server, self._chosen, self._announce = server, chosen, announce
        self._announced = False
        self._next_look = 0.0
        self._revive_at, self._revive_delay = 0.0, FIRST_DELAY

    def __call__(self) -> None:
        if time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + TICK * (5 if self._announced else 1)
        self._tend_database()
        if not self._announced and address.answers(*self._chosen["listen"]):
            self._announced = True
            host, port = self._chosen["listen"]
            terminal.echo_block(self._announce or f"Upheld answers at http://{host}:{port} (Ctrl-C ends it)")

    def _tend_database(self) -> None:
        """Restart the embedded server if it ended, as often as needed, with growing pauses."""
        if self._server is None or not self._server.owned or time.monotonic() < self._revive_at:
            return
        if self._server.alive:
            self._revive_delay = FIRST_DELAY
            return
        _say("the embedded database ended; starting it again")
        try:
            self._server.revive()
        except (CannotStart, OSError) as error:
            _say(f"it did not start; trying again in {self._revive_delay:g} s. Is the disk full?\n{error}")
            self._revive_at = time.monotonic() + self._revive_delay
            self._revive_delay = min(self._revive_delay * 2, LONGEST_DELAY)


def _say(text: str) -> None:
    with suppress(OSError):  # the log may be on the disk that is full
        terminal.echo_block(f"upheld: {text}", err=True)
