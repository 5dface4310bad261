"""``upheld clocks``: a clock row is a cache; here it is held against the ledger."""

from __future__ import annotations

import sys

import click

from upheld.cli import runtime

SHOWN = 50


@click.group()
def clocks() -> None:
    """Check or rebuild every clock from the ledger."""


@clocks.command()
@click.option("--check", is_flag=True, help="Only tell the differences; exit status 1 if there are any.")
@runtime.plain_refusals
def rebuild(check: bool) -> None:
    """Assess every ticket from its ledger entries, and write its clocks anew."""
    with runtime.database(runtime.options()):
        runtime.django()
        from upheld.common import scope

        scope.enter(None)
        if check:
            _check()
        else:
            _rebuild()


def _check() -> None:
    from upheld.clocks.operations import differences

    found = 0
    for one in differences():
        found += 1
        if found <= SHOWN:
            where = f"ticket {one.ticket_id} {one.objective} {one.cycle}"
            click.echo(f"{where}: {one.field} is {one.stored}, the ledger says {one.assessed}")
    click.echo(f"{found} differences" if found else "no difference found")
    sys.exit(1 if found else 0)


def _rebuild() -> None:
    from upheld.clocks.operations import rebuild as rebuild_all

    done = 0
    for done in rebuild_all(now=runtime.now()):
        click.echo(f"{done} tickets", err=True)
    click.echo(f"the clocks of {done} tickets are as the ledger says")
