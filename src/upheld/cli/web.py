"""``upheld web``: the web processes."""

from __future__ import annotations

import gc
import os
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from upheld.cli import address, lifeline, runtime
from upheld.config import http_metrics
from upheld.database.timekeeping import dating

BACKLOG = 2048
BACKPRESSURE = 4096
"""Connections that one web process takes before it leaves the rest to the kernel's queue."""

OPEN_FILES = BACKPRESSURE + 512
"""File descriptors that a web process wants; the usual limit of 1024 is raised as far as the machine allows."""

HEADER_MILLISECONDS = 10_000
"""For a request's line and headers, and for the pause between two requests on one connection."""

HEADER_BYTES = 64 * 1024

YOUNG_OBJECTS = 20_000
"""Objects made before the youngest are searched for cycles. A request makes thousands and leaves next to none."""

STATIC_SECONDS = 30 * 24 * 3600
"""How long browsers may keep style sheets and images: their names change with their contents."""


@click.command()
@click.option("--listen", metavar="HOST:PORT", help="Instead of UPHELD_LISTEN.")
@runtime.plain_refusals
def web(listen: str | None) -> None:
    """Run the web processes until told to stop; SIGHUP starts them afresh without losing a request."""
    address.choose(listen)
    chosen = runtime.options()
    address.refuse_taken(*chosen["listen"])
    address.remember(chosen["data_dir"], *chosen["listen"])
    http_metrics.share_between_processes(chosen["data_dir"] / "metrics" / str(chosen["listen"][1]))
    with runtime.database(chosen):
        runtime.django()
        runtime.refuse_unfit_server()
        runtime.refuse_behind()
        from upheld.worker.timekeeper import Timekeeper

        collect_static()
        Timekeeper().settle()
        serve(chosen)


def collect_static() -> None:
    """Gather the style sheets and images where the web server hands them out itself."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)


def serve(chosen: dict[str, Any]) -> None:
    """Listen; returns when stopped."""
    dating.serve()
    from django.conf import settings
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    _raise_open_files()
    host, port = chosen["listen"]
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    server = Granian(
        "upheld.config.wsgi:application",  # a name for the server's messages; `_loader` has the application
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        workers=chosen["web_workers"],
        backlog=BACKLOG,
        backpressure=BACKPRESSURE,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS, max_buffer_size=HEADER_BYTES),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=max(1, int(chosen["stop_within"].total_seconds())),
        static_path_route=["/static"],
        static_path_mount=[Path(settings.STATIC_ROOT)],
        static_path_expires=STATIC_SECONDS,
        log_access=False,
        log_level=LogLevels.error,
    )
    server.serve(target_loader=_loader(chosen["stop_within"].total_seconds(), chosen["web_threads"]), wrap_loader=False)


def _raise_open_files() -> None:
    """Raise the limit of open files, for many connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    target = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < target:
        resource.setrlimit(resource.RLIMIT_NOFILE, (target, hard))


def _loader(grace: float, threads: int) -> Callable[..., Any]:
    """Load the application once before forking, so that the web processes share its memory."""
    from django.db import connections
    from django.urls import get_resolver

    from upheld.config.serving.application import Serving
    from upheld.config.wsgi import application

    _ = get_resolver().reverse_dict
    connections.close_all()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)
    parent = os.getpid()

    def load(*_: object) -> Any:
        lifeline.follow(parent, grace=grace)
        return Serving(application, threads)

    return load
