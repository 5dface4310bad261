"""``upheld clocks``: compares clock rows with the ledger, rebuilds them, and lists deadlines that time zones moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

import click

from upheld.cli import projections, runtime, terminal, zones

if TYPE_CHECKING:
    from upheld.clocks.queries import MovedView


@click.group()
def clocks() -> None:
    """Check or rebuild every clock from the ledger; tell which deadlines new time zones moved."""


@clocks.command()
@click.option("--check", is_flag=True, help="Only tell the differences; exit status 1 if there are any.")
@runtime.plain_refusals
def rebuild(check: bool) -> None:
    """Assess every ticket from its ledger entries, and write its rows anew; as `upheld rebuild`, without search."""
    with runtime.database(runtime.options()):
        runtime.django()
        from upheld.database import row_security

        row_security.enter(None)
        if check:
            projections.check()
        else:
            projections.rebuild()


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
