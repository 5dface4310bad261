"""``upheld clocks``: a clock row is a cache; here it is held against the ledger, and what time zones moved is told."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

import click

from upheld.cli import runtime, zones

if TYPE_CHECKING:
    from upheld.clocks.queries import MovedView

SHOWN = 50


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
        found = all_moved_deadlines()
        if form == "json":
            click.echo(json.dumps([_plain(one) for one in found], ensure_ascii=False, indent=2))
        else:
            _print_moved(found)


def _plain(one: MovedView) -> dict[str, object]:
    return {name: zones.instant(at) if isinstance(at, datetime) else at for name, at in asdict(one).items()}


def _print_moved(found: Iterator[MovedView]) -> None:
    none = True
    for one in found:
        none = False
        click.echo(f"{zones.instant(one.found_at)}  {zones.line(one)}  ({zones.change(one.tzdata_before, one.tzdata)})")
    if none:
        click.echo("no deadline was ever moved")


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
