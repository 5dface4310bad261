"""``upheld migrate``: migrates the tables, grants rights, and adopts the time zones and the secret key."""

from __future__ import annotations

import click

from upheld.cli import keys, runtime, terminal, zones

LOCK = 7_263_002
"""Advisory lock, so that two machines that start together do not migrate together."""


@click.command()
@click.option("--quiet", is_flag=True, help="Say nothing unless something is wrong.")
@click.option("--new-key", is_flag=True, help="Adopt this machine's secret key in place of one that is lost.")
@runtime.plain_refusals
def migrate(quiet: bool, new_key: bool) -> None:
    """Bring the database up to this version.

    Connects as the owner of the tables (UPHELD_MIGRATE_URL), then grants the application's role
    (UPHELD_DATABASE_URL) what it needs and no more. Where the time zone database is another one
    than before, the open deadlines that move are listed, always. Safe to repeat.
    """
    chosen = runtime.options()
    # The embedded database serves one machine, which made its key: there is nobody to ask for another one.
    other_key: keys.OtherKey = "replace" if new_key or not chosen["database_url"] else "refuse"
    with runtime.database(chosen):
        runtime.django()
        bring_up_to_date(verbosity=0 if quiet else 1, other_key=other_key)


def bring_up_to_date(*, verbosity: int, other_key: keys.OtherKey = "warn") -> None:
    """Migrate, apply rights, adopt the installed time zones and the key; Django is ready and the database runs."""
    from django.core.management import call_command
    from django.db import connections

    from upheld.database import rights
    from upheld.database.row_security import EVERYTHING

    runtime.refuse_unfit_server()
    runtime.refuse_newer_database("owner")  # the application's role may have no rights yet
    owner = connections["owner"]
    owner.scope = EVERYTHING  # type: ignore[attr-defined]  # forced row security binds the owner too
    with owner.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            call_command("migrate", database="owner", verbosity=verbosity, interactive=False)
            rights.apply(owner, role=application_role())
            zones.adopt(now=runtime.now(), quiet=verbosity == 0)
            keys.adopt(other_key=other_key, now=runtime.now())
            _explain_rows()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def make_tables_if_empty() -> None:
    """Bring a database without any table up to date; leave every other one as it is."""
    from django.db import connection

    if not connection.introspection.table_names():
        bring_up_to_date(verbosity=0)


def _explain_rows() -> None:
    """Tickets whose rows were changed before the values of such changes were kept get an entry that says so."""
    from upheld.database import row_security
    from upheld.desk.dimension_changes import add_baselines

    with row_security.everything():
        count = add_baselines(now=runtime.now())
    if count:
        terminal.echo(
            f"{count} tickets are reported under other values than they were filed with; their history says so."
        )


def application_role() -> str:
    """The role as which the application connects."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])
