"""``upheld backup`` and ``upheld restore``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from upheld.cli import archive, migrate, runtime
from upheld.common.postgres.binaries import Binaries

EVERYWHERE = ("django_migrations", "clocks_zonerelease")
"""Tables with rows in every database that was brought up to date."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Write over FILE if it is there.")
@runtime.plain_refusals
def backup(file: Path, force: bool) -> None:
    """Save the whole database to FILE while it serves.

    The secret key is not in it: keep UPHELD_SECRET_KEY (or the file secret_key of the data folder)
    apart, or everybody signs in again after a restore.
    """
    if file.exists() and not force:
        raise click.ClickException(f"{file} is there already; --force writes over it")
    chosen = runtime.options()
    with runtime.database(chosen):
        runtime.django()
        archive.save(_place(), _programs(chosen), file)
    click.echo(f"saved to {file} ({file.stat().st_size / 1024:,.0f} KiB)")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--force", is_flag=True, help="Put FILE in place of the data that is there.")
@runtime.plain_refusals
def restore(file: Path, force: bool) -> None:
    """Bring back a database saved with `upheld backup`, whole or not at all.

    Stop the web and worker processes first. Data that is there is kept unless --force is given.
    A file of an older version is brought up to date.
    """
    chosen = runtime.options()
    with runtime.database(chosen):
        runtime.django()
        _refuse_if_in_use()
        if not force and (table := _first_full_table()):
            raise click.ClickException(
                f"the database is not empty ({table} has rows); --force replaces everything in it"
            )
        archive.restore(_place(), _programs(chosen), file)
        migrate.bring_up_to_date(verbosity=0)
    click.echo(f"restored from {file}")


def _place() -> dict[str, Any]:
    from django.db import connections

    place: dict[str, Any] = connections["owner"].settings_dict
    return place


def _programs(chosen: dict[str, Any]) -> Binaries:
    return archive.programs(chosen["pg_bin"], server_major=runtime.server_version() // 10000)


def _refuse_if_in_use() -> None:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND usename IS NOT NULL"
        )
        others = cursor.fetchone()[0]
    if others:
        raise click.ClickException(f"{others} other connections use the database; stop web and worker processes first")


def _first_full_table() -> str | None:
    """A table with rows, apart from what `upheld migrate` writes by itself."""
    from django.db import connections
    from psycopg import sql

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('upheld.scope', 'all', false)")
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL(%s)", [list(EVERYWHERE)]
        )
        for (table,) in cursor.fetchall():
            cursor.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(table)))
            if cursor.fetchone():
                return str(table)
    return None
