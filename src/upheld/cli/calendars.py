"""``upheld calendars``: lists how far the holidays of contracts are known, and adds decreed ones."""

from __future__ import annotations

import sys
from typing import Any

import click

from upheld.cli import runtime, terminal

COLUMNS = ("contract", "customer", "version", "edition", "calendar", "known until", "open tickets", "")


@click.command()
@click.option("--extend", is_flag=True, help="Publish an edition of every version to which something can be added.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@runtime.plain_refusals
def calendars(extend: bool, form: str) -> None:
    """List how far the holidays of contracts are known; add what has been decreed since.

    Listed are the calendars with a last known year: of the versions that are in effect or will be, and of those under
    which tickets are open.
    """
    with runtime.database(runtime.options()):
        runtime.django()
        from upheld.database import row_security

        with row_security.everything():
            refused = _extend() if extend else []
            entries = _entries()
    if form == "json":
        terminal.echo_json(entries, indent=2)
    else:
        for line in _table(entries):
            terminal.echo(line)
    for line in refused:
        terminal.echo(line, err=True)
    sys.exit(1 if refused else 0)


def _entries() -> list[dict[str, Any]]:
    from upheld.desk.queries import calendars_in_use

    return [
        {
            "contract_id": usage.line.contract_id,
            "contract": usage.line.contract,
            "customer": usage.line.customer,
            "version": usage.line.number,
            "edition": usage.line.edition,
            "calendar": usage.line.horizon.calendar,
            "known_until": usage.line.horizon.year,
            "open_tickets": usage.open_tickets,
            "can_be_extended_to": usage.line.further,
        }
        for usage in calendars_in_use(now=runtime.now())
    ]


def _extend() -> list[str]:
    """Publish the possible editions. Returns a line for each refusal."""
    from upheld.accounts.actor import SYSTEM
    from upheld.contracts.operations import extend_decreed
    from upheld.operations.errors import Refused

    refused = []
    extendable = {
        (entry["contract_id"], entry["version"]): entry for entry in _entries() if entry["can_be_extended_to"]
    }
    for (contract_id, number), entry in extendable.items():
        try:
            extend_decreed(contract_id=contract_id, number=number, by=SYSTEM, now=runtime.now())
        except Refused as error:
            refused.append(f"{entry['contract']}, version {number}: {error.text('en')}")
        else:
            terminal.echo(f"{entry['contract']}, version {number}: a new edition is published", err=True)
    return refused


def _table(entries: list[dict[str, Any]]) -> list[str]:
    from rich.cells import cell_len, set_cell_size

    if not entries:
        return ["no calendar has a last known year"]
    names = ("contract", "customer", "version", "edition", "calendar", "known_until", "open_tickets")
    rows = [COLUMNS, *((*(str(entry[name]) for name in names), _further(entry)) for entry in entries)]
    # Chinese characters are two columns wide.
    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    return ["  ".join(map(set_cell_size, row, widths)).rstrip() for row in rows]


def _further(entry: dict[str, Any]) -> str:
    year = entry["can_be_extended_to"]
    return f"can be extended to {year}" if year else ""
