"""Shared by the commands that need an installation: options, database, Django and error messages."""

from __future__ import annotations

import functools
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

import click

from upheld.cli import keys, lifeline, refusals, terminal

P = ParamSpec("P")
R = TypeVar("R")


def plain_refusals(command: Callable[P, R]) -> Callable[P, R]:
    """Turn errors that say what would help into one clear message and exit code 1."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            if (text := refusals.message(error)) is None:
                raise
            raise click.ClickException(text) from error

    return run


def options() -> dict[str, Any]:
    """The options of this installation. Raises `env.WrongSettings`."""
    from upheld.config import options as declared

    lifeline.follow_named_parent()
    return declared.load()


@contextmanager
def database(chosen: dict[str, Any]) -> Iterator[Any]:
    """Provide a database within the block: the configured server, or the embedded one, started or joined.

    Gives the embedded `Server`, or None. Where it was joined and its owner ends, this process is told to end.
    """
    if chosen["database_url"]:
        yield None
        return
    from upheld.config import databases
    from upheld.embedded import launch

    with launch(databases.embedded(chosen).root, programs=chosen["pg_bin"]) as server:
        if not server.owned:
            server.when_lost(_owner_lost)
        yield server


@contextmanager
def ending_tidily() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into SystemExit within the block, so that it cleans up."""
    numbers = (signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, lambda received, _frame: sys.exit(128 + received)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _owner_lost() -> None:
    terminal.echo(
        "The process that ran the embedded database has ended, so this one ends too. "
        "For processes that come and go by themselves, use a server of your own (UPHELD_DATABASE_URL).",
        err=True,
    )
    os.kill(os.getpid(), signal.SIGTERM)


def django() -> None:
    """Make Django ready, and follow the process that started us, if it asked for that."""
    lifeline.follow_named_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upheld.config.settings")
    import django

    django.setup()


def refuse_unfit_server() -> None:
    """Raises UnfitServer where PostgreSQL is older or newer than what is supported."""
    from upheld.config import databases

    databases.refuse_unfit(server_version())


def refuse_behind() -> None:
    """Refuse to run on a database that is not brought up to this version, or to the installed time zones."""
    from upheld.cli import zones
    from upheld.config.health import pending_migrations

    refuse_newer_database()
    if pending := pending_migrations():
        raise click.ClickException(f"{len(pending)} migrations are pending, from {pending[0]} on; run upheld migrate")
    keys.refuse_other()
    if behind := zones.behind():
        raise click.ClickException(f"{behind}; run upheld migrate: it lists the open deadlines that move")


def refuse_newer_database(using: str = "default") -> None:
    """Refuse a database that a newer version has changed: its rows may mean what this version does not know."""
    from upheld.config.health import unknown_migrations

    if unknown := unknown_migrations(using):
        raise click.ClickException(
            f"the database belongs to a newer version: this one does not know {unknown[0]}"
            + (f" and {len(unknown) - 1} more migrations" if len(unknown) > 1 else "")
            + "; install that version, or restore a backup of this one"
        )


def server_version() -> int:
    """The server's version as it tells it: 180004 is 18.4."""
    from django.db import connection

    connection.ensure_connection()
    return int(connection.connection.info.server_version)


def now() -> datetime:
    """The database's time; Django is ready and the database runs."""
    from upheld.database.timekeeping import present

    return present.read()
