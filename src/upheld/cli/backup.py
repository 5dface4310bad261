"""``upheld backup``: a file, files by schedule, and a rehearsal of bringing one back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from upheld import __version__
from upheld.cli import archive, retention, runtime, terminal, unfinished
from upheld.cli.manifest import Manifest
from upheld.database import belongings
from upheld.embedded import clients
from upheld.embedded.binaries import Binaries

EVERYWHERE = ("django_migrations", "clocks_zonerelease", "common_adoptedkey")
"""Tables with rows in every database that was brought up to date."""


class FileOrCommand(click.Group):
    """A group in which a first argument that is no command is the file to write."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        return super().get_command(ctx, cmd_name) or save

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] in self.commands:
            return super().resolve_command(ctx, args)
        return ctx.info_name, save, args

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "[--force] FILE | COMMAND …")


@click.group(cls=FileOrCommand, context_settings={"ignore_unknown_options": True})
def backup() -> None:
    """Save the whole database to FILE while it serves, and read the file back.

    --force writes over FILE if it is there. The secret key is not in it: keep UPHELD_SECRET_KEY (or the file
    secret_key of the data folder) apart. Without it everybody signs in again after a restore, and webhook endpoints
    have to be made anew.
    """


@click.command(name="FILE")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Write over FILE if it is there.")
@runtime.plain_refusals
def save(file: Path, force: bool) -> None:
    """Save the whole database to FILE while it serves, and read the file back."""
    if file.exists() and not force:
        raise click.ClickException(f"{file} is there already; --force writes over it")
    options = runtime.options()
    with runtime.database(options), runtime.ending_tidily():
        runtime.django()
        _save(options, file)


@backup.command()
@click.option("--keep", type=click.IntRange(1, 10_000), default=14, show_default=True, help="How many files to keep.")
@runtime.plain_refusals
def scheduled(keep: int) -> None:
    """Save to a new file in UPHELD_BACKUP_DIR, then remove the oldest files beyond --keep.

    Files that have other names than those that this command gives are never removed, and nothing is removed
    unless the new file was verified.
    """
    options = runtime.options()
    with runtime.database(options), runtime.ending_tidily():
        runtime.django()
        file = retention.next_file(options["backup_dir"], now=runtime.now())
        _save(options, file)
    for removed in retention.remove_oldest(file.parent, keep=keep, newest=file):
        terminal.echo(f"removed {removed}")
    for later in retention.later_than(file.parent, file):
        terminal.echo(f"{later} is named after now: a clock was ahead. It is kept and not counted; remove it yourself.")


@backup.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@runtime.plain_refusals
def rehearse(file: Path | None) -> None:
    """Restore a backup into a scratch database, check it, and throw that database away.

    FILE, or else the newest file in UPHELD_BACKUP_DIR. The desk is not touched, except that it notes how the
    rehearsal ended, for /metrics. Exit code 0 only if all went well.
    """
    options = runtime.options()
    with runtime.database(options), runtime.ending_tidily():
        runtime.django()
        file = file or retention.newest(options["backup_dir"], now=runtime.now())
        from upheld.cli import rehearsal

        rehearsal.run(options, file)
    terminal.echo(f"{file} can be restored: its rows are all there, and every clock agrees with the ledger")


def _save(options: dict[str, Any], file: Path) -> None:
    from upheld.embedded import maintenance
    from upheld.embedded.models import MaintenanceRun

    kind = MaintenanceRun.Kind.BACKUP
    try:
        contents = write(place(), client_programs(options), file)
    except (archive.CannotSave, unfinished.CannotWrite, OSError) as error:
        if _has_tables():
            maintenance.record(kind, succeeded=False, detail=str(error), using="owner")
        raise
    maintenance.record(kind, succeeded=True, detail=str(file), using="owner")
    size = file.stat().st_size / 1024
    terminal.echo(f"saved and verified: {file} ({size:,.0f} KiB, {sum(contents.rows.values()):,} rows)")
    terminal.echo("The secret key is not in it: keep it apart.")


def _has_tables() -> bool:
    from django.db import connection

    return "common_maintenancerun" in connection.introspection.table_names()


def write(target: dict[str, Any], programs: Binaries, file: Path) -> Manifest:
    """Save one snapshot of the database to ``file`` and verify it. Raises `archive.CannotSave`."""
    from django.db import connections, transaction

    connection = connections["owner"]
    with transaction.atomic(using="owner"), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot(), clock_timestamp()")
        snapshot, at = cursor.fetchone()
        contents = _contents(cursor, at)
        strangers = belongings.strangers(cursor)
        archive.save(target, programs, file, snapshot=snapshot, contents=contents, strangers=strangers)
    return contents


def _contents(cursor: Any, at: datetime) -> Manifest:
    from psycopg import sql

    from upheld.database import SETTING
    from upheld.database.row_security import EVERYTHING

    cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, EVERYTHING])
    rows = {}
    for table in belongings.tables(cursor):
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", table)))
        rows[table] = int(cursor.fetchone()[0])
    return Manifest(runtime.server_version() // 10000, __version__, at.isoformat(timespec="seconds"), rows)


def client_programs(options: dict[str, Any]) -> Binaries:
    """pg_dump and pg_restore of the server's own version. Raises NoBinaries."""
    return clients.of_server(options["pg_bin"], runtime.server_version() // 10000)


def place() -> dict[str, Any]:
    """Django's settings of the owner's connection."""
    from django.db import connections

    settings: dict[str, Any] = connections["owner"].settings_dict
    return settings
