"""``upheld calendars``: how far the holidays of contracts are known, and what has been decreed since."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from upheld.cli import runtime

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
            found = _found()
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for line in _table(found):
            click.echo(line)
    for line in refused:
        click.echo(line, err=True)
    sys.exit(1 if refused else 0)


def _found() -> list[dict[str, Any]]:
    from upheld.desk.queries import calendars_in_use

    return [
        {
            "contract_id": one.line.contract_id,
            "contract": one.line.contract,
            "customer": one.line.customer,
            "version": one.line.number,
            "edition": one.line.edition,
            "calendar": one.line.horizon.calendar,
            "known_until": one.line.horizon.year,
            "open_tickets": one.open_tickets,
            "can_be_extended_to": one.line.further,
        }
        for one in calendars_in_use(now=runtime.now())
    ]


def _extend() -> list[str]:
    """Publish what can be; what was refused, in words."""
    from upheld.accounts.actor import SYSTEM
    from upheld.contracts.operations import extend_decreed
    from upheld.operations.errors import Refused

    refused = []
    wanted = {(one["contract_id"], one["version"]): one for one in _found() if one["can_be_extended_to"]}
    for (contract_id, number), one in wanted.items():
        try:
            extend_decreed(contract_id=contract_id, number=number, by=SYSTEM, now=runtime.now())
        except Refused as error:
            refused.append(f"{one['contract']}, version {number}: {error.text('en')}")
        else:
            click.echo(f"{one['contract']}, version {number}: a new edition is published", err=True)
    return refused


def _table(found: list[dict[str, Any]]) -> list[str]:
    from rich.cells import cell_len, set_cell_size

    if not found:
        return ["no calendar has a last known year"]
    names = ("contract", "customer", "version", "edition", "calendar", "known_until", "open_tickets")
    rows = [COLUMNS, *((*(str(one[name]) for name in names), _further(one)) for one in found)]
    # Chinese characters are two columns wide.
    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    return ["  ".join(map(set_cell_size, row, widths)).rstrip() for row in rows]


def _further(one: dict[str, Any]) -> str:
    year = one["can_be_extended_to"]
    return f"can be extended to {year}" if year else ""
