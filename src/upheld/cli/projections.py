"""``upheld rebuild``: compares all rows that follow from the ledger with it, and writes them anew."""

from __future__ import annotations

import sys

import click

from upheld.cli import runtime, terminal

PRINT_LIMIT = 50


@click.command("rebuild")
@click.option("--check", "only_check", is_flag=True, help="Only tell the differences; exit status 1 if there are any.")
@runtime.plain_refusals
def rebuild_all(only_check: bool) -> None:
    """Write anew what follows from the ledger: clocks, states, the queue, waits, deliveries, cases, and search.

    The desk goes on serving meanwhile. Nothing is published or sent.
    """
    with runtime.database(runtime.options()):
        runtime.django()
        runtime.refuse_behind()
        from upheld.database import row_security

        row_security.enter(None)
        if only_check:
            check()
        else:
            mend_logs()
            rebuild()
            rebuild_search()


def mend_logs() -> None:
    """Write the ends of logs anew from their entries, as the owner of the tables; usually there is nothing to do."""
    from django.db import connections

    from upheld.database.row_security import EVERYTHING
    from upheld.ledger.logs import damages, mend

    damaged = damages()
    mendable = [damage for damage in damaged if damage.mendable]
    if mendable:
        connections["owner"].scope = EVERYTHING  # type: ignore[attr-defined]
        mend(mendable)
    for damage in damaged:
        consequence = "mended" if damage.mendable else "entries are missing, restore a backup"
        terminal.echo(f"{damage}: {consequence}", err=True)


def check() -> None:
    """Print the differences between stored rows and the ledger, and end with status 1 if there are any."""
    from upheld.clocks.differences import differences
    from upheld.ledger.logs import damages

    damaged = damages()
    count = len(damaged)
    for damage in damaged:
        terminal.echo(str(damage))
    for difference in differences():
        count += 1
        if count <= PRINT_LIMIT:
            where = f"ticket {difference.ticket_id} {difference.objective} {difference.cycle}"
            terminal.echo(f"{where}: {difference.field} is {difference.stored}, the ledger says {difference.assessed}")
    terminal.echo(f"{count} differences" if count else "no difference found")
    sys.exit(1 if count else 0)


def rebuild() -> None:
    """Write the rows of all tickets anew, but those of the search index."""
    from upheld.clocks.operations import rebuild as rebuild_rows

    done = 0
    for done in rebuild_rows(now=runtime.now()):
        terminal.echo(f"{done} tickets", err=True)
    terminal.echo(f"the clocks of {done} tickets are as the ledger says")


def rebuild_search() -> None:
    """Index every ticket anew."""
    from upheld.knowledge.indexing import rebuild as rebuild_index

    *_, done = 0, *rebuild_index(now=runtime.now())
    terminal.echo(f"{done} tickets are indexed")
