"""``upheld clocks``: compares clock rows with the ledger, rebuilds them, and lists deadlines that time zones moved."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

import click

from upheld.cli import runtime, terminal, zones

if TYPE_CHECKING:
    from upheld.clocks.queries import MovedView

PRINT_LIMIT = 50


@click.group()
def clocks() -> None:
    """Check or rebuild every clock from the ledger; tell which deadlines new time zones moved."""


@clocks.command()
@click.option("--check", is_flag=True, help="Only tell the differences; exit status 1 if there are any.")
@runtime.plain_refusals
def rebuild(check: bool) -> None:
    """Assess every ticket from its ledger entries, and write its clocks anew."""
    with runtime.database(runtime.options()):
        runtime.django()
        from upheld.database import row_security

        row_security.enter(None)
        if check:
            _check()
        else:
            _rebuild()


@clocks.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@runtime.plain_refusals
def moved(form: str) -> None:
    """List the open deadlines that new releases of the time zone database moved, the newest first."""
    with runtime.database(runtime.options()):
        runtime.django()
        from upheld.clocks.queries import all_moved_deadlines
        from upheld.database import row_security

        row_security.enter(None)
        moves = all_moved_deadlines()
        if form == "json":
            terminal.echo_json([_plain(move) for move in moves], indent=2)
        else:
            _print_moved(moves)


def _plain(move: MovedView) -> dict[str, object]:
    return {name: zones.instant(at) if isinstance(at, datetime) else at for name, at in asdict(move).items()}


def _print_moved(moves: Iterator[MovedView]) -> None:
    none = True
    for move in moves:
        none = False
        terminal.echo(
            f"{zones.instant(move.found_at)}  {zones.line(move)}  ({zones.change(move.tzdata_before, move.tzdata)})"
        )
    if none:
        terminal.echo("no deadline was ever moved")


def _check() -> None:
    from upheld.clocks.differences import differences

    count = 0
    for difference in differences():
        count += 1
        if count <= PRINT_LIMIT:
            where = f"ticket {difference.ticket_id} {difference.objective} {difference.cycle}"
            terminal.echo(f"{where}: {difference.field} is {difference.stored}, the ledger says {difference.assessed}")
    terminal.echo(f"{count} differences" if count else "no difference found")
    sys.exit(1 if count else 0)


def _rebuild() -> None:
    from upheld.clocks.operations import rebuild as rebuild_all

    done = 0
    for done in rebuild_all(now=runtime.now()):
        terminal.echo(f"{done} tickets", err=True)
    terminal.echo(f"the clocks of {done} tickets are as the ledger says")
