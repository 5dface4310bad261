"""``upheld migrate``: tables as the owner, the rights of the application's role, then its time zones."""

from __future__ import annotations

import click

from upheld.cli import runtime, zones

LOCK = 7_263_002
"""Advisory lock, so that two machines that start together do not migrate together."""


@click.command()
@click.option("--quiet", is_flag=True, help="Say nothing unless something is wrong.")
@runtime.plain_refusals
def migrate(quiet: bool) -> None:
    """Bring the database up to this version.

    Connects as the owner of the tables (UPHELD_MIGRATE_URL), then grants the application's role
    (UPHELD_DATABASE_URL) what it needs and no more. Where the time zone database is another one
    than before, the open deadlines that move are listed, always. Safe to repeat.
    """
    with runtime.database(runtime.options()):
        runtime.django()
        bring_up_to_date(verbosity=0 if quiet else 1)


def bring_up_to_date(*, verbosity: int) -> None:
    """Migrate, apply rights and adopt the installed time zones; Django is ready and the database runs."""
    from django.core.management import call_command
    from django.db import connections

    from upheld.common import rights

    runtime.refuse_unfit_server()
    runtime.refuse_newer_database("owner")  # the application's role may have no rights yet
    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            call_command("migrate", database="owner", verbosity=verbosity, interactive=False)
            rights.apply(owner, role=application_role())
            zones.adopt(now=runtime.now(), quiet=verbosity == 0)
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
    from upheld.common import scope
    from upheld.desk.operations.dimensions import add_baselines

    with scope.everything():
        count = add_baselines(now=runtime.now())
    if count:
        click.echo(f"{count} tickets are reported under other values than they were filed with; their history says so.")


def application_role() -> str:
    """The role as which the application connects."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])
