"""``upheld worker``: deadlines, notices, mail and webhooks."""

from __future__ import annotations

import signal
import threading

import click

from upheld.cli import runtime
from upheld.database.timekeeping import dating


@click.command()
@runtime.plain_refusals
def worker() -> None:
    """Run one worker until it is told to stop (SIGTERM, SIGHUP, Ctrl-C); it finishes what is under way.

    Any number may run side by side, on any number of machines.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    with runtime.database(runtime.options()):
        runtime.django()
        runtime.refuse_unfit_server()
        runtime.refuse_behind()
        from upheld.worker.loop import run

        dating.serve()
        run(stop)
