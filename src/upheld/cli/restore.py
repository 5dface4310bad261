"""``upheld restore``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from upheld.cli import archive, file_version, manifest, migrate, runtime, terminal
from upheld.cli.backup import EVERYWHERE, place
from upheld.database import belongings
from upheld.embedded import clients


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--force", is_flag=True, help="Put FILE in place of the data that is there.")
@runtime.plain_refusals
def restore(file: Path, force: bool) -> None:
    """Bring back a database saved with `upheld backup`, whole or not at all.

    Stop the web and worker processes first. Data that is there is kept unless --force is given.
    A file of an older version is brought up to date; it may come from another version of PostgreSQL. Where the
    secret key is not the one that the file was saved under, a warning says so.
    """
    options = runtime.options()
    with runtime.database(options), runtime.ending_tidily():
        runtime.django()
        _refuse_if_in_use()
        if not force and (table := _first_full_table()):
            raise click.ClickException(
                f"the database is not empty ({table} has rows); --force replaces everything in it"
            )
        _restore(options, file)
        migrate.bring_up_to_date(verbosity=0)
    terminal.echo(f"restored from {file}")


def _restore(options: dict[str, Any], file: Path) -> None:
    server = runtime.server_version() // 10000
    setting = options["pg_bin"]
    archive.verify(newest := clients.newest(setting), file)
    file_version.refuse_newer(newest, file)
    programs = clients.to_restore(setting, server=server, archive=archive.server_of(newest, file))
    archive.restore(place(), programs, file, server=server)
    if contents := manifest.read(file):
        _compare(contents.rows)


def _compare(rows: dict[str, int]) -> None:
    """Raises ClickException unless the database has the rows that the file was saved with."""
    from django.db import connections
    from psycopg import sql

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('upheld.scope', 'all', false)")
        for table, count in rows.items():
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", table)))
            if (restored := cursor.fetchone()[0]) != count:
                raise click.ClickException(f"{table} has {restored} rows of {count}; do not use this database")


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
        for table in sorted({*belongings.tables(cursor)} - {*EVERYWHERE}):
            cursor.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier("public", table)))
            if cursor.fetchone():
                return table
    return None
