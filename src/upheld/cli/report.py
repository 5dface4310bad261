"""``upheld report``: attainment by period, credits, and the export that recomputes it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from upheld.cli import runtime, terminal, unfinished
from upheld.cli.cases import instant_of
from upheld.sla.errors import Unreadable
from upheld.sla.instant import write_instant

if TYPE_CHECKING:
    from upheld.reports.recompute import Recomputation

_period = click.option("--period", required=True, help="A month, 2026-10, or a quarter, 2026-Q4.")
_as_of = click.option("--as-of", help="As known at this instant (RFC 3339); now by default.")


@click.group()
def report() -> None:
    """Attainment, credits, and exports that anyone can recompute."""


@report.command()
@_period
@click.option("--customer", type=int, help="The number of one customer; all by default.")
@click.option("--by", multiple=True, type=click.Choice(["plan", "customer", "product", "region"]), help="Split by.")
@_as_of
@click.option(
    "--from-facts", is_flag=True, help="Assess every ticket from its ledger entries; the figures are the same."
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@runtime.plain_refusals
def attainment(
    period: str, customer: int | None, by: tuple[str, ...], as_of: str | None, from_facts: bool, form: str
) -> None:
    """How often the promises of a period were kept."""
    with runtime.database(runtime.options()):
        runtime.django()
        at = _instant(as_of)
        document = _attainment(period, customer, by, at, from_facts)
    if form == "json":
        terminal.echo_json(document, indent=2)
        return
    for line in _table(document, by):
        terminal.echo(line)


def _attainment(
    period: str, customer: int | None, by: tuple[str, ...], at: datetime, from_facts: bool
) -> dict[str, Any]:
    from upheld.accounts.actor import SYSTEM
    from upheld.database import row_security
    from upheld.reports.document import figure_of
    from upheld.reports.queries.attainment import attainment as query
    from upheld.reports.slices import Slice

    with row_security.everything():
        result = query(
            period=_read_period(period),
            as_of=at,
            actor=SYSTEM,
            of=Slice(customer=customer),
            by=by,
            from_facts=from_facts,
        )
    return {
        "period": period,
        "as_of": write_instant(at),
        "figures": [figure_of(figure) for figure in result.figures],
        "cancelled": dict(result.cancelled),
        "tickets": result.tickets,
        "names": {f"{kind} {key}": name for (kind, key), name in sorted(result.names.items()) if kind in by},
    }


def _table(document: dict[str, Any], by: tuple[str, ...]) -> list[str]:
    head = ["objective", "severity", *by, "met", "missed", "excluded", "provisional", "attainment", "goal"]
    rows = [
        [
            figure["objective"],
            terminal.printable(figure["severity"]),
            *(terminal.printable(document["names"].get(f"{name} {figure[name]}", figure[name])) for name in by),
            *(str(figure[name]) for name in ("met", "missed", "excluded", "provisional")),
            figure["attainment"] or "-",
            " to ".join(figure["goals"]) or "-",
        ]
        for figure in document["figures"]
    ]
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in [head, *rows]]
    ended = [f"cancelled, {reason}: {count}" for reason, count in document["cancelled"].items()]
    return [f"{document['period']} as of {document['as_of']}, {document['tickets']} tickets", "", *lines, *ended]


@report.command()
@_period
@click.option("--customer", type=int, required=True, help="The number of the customer.")
@_as_of
@click.option("--output", type=click.Path(dir_okay=False, writable=True), required=True, help="The archive to write.")
@runtime.plain_refusals
def export(period: str, customer: int, as_of: str | None, output: str) -> None:
    """Pack terms, facts, readings and figures of a customer's tickets, for the customer to recompute."""
    with runtime.database(runtime.options()):
        runtime.django()
        at = _instant(as_of)
        try:
            with unfinished.new_file(Path(output)) as (_, file):
                _export(file, period, customer, at)
        except (unfinished.CannotWrite, OSError) as error:
            raise click.ClickException(str(error)) from error
    terminal.echo(f"{output} is written; check it with: upheld report recompute {output}")


def _export(file: IO[bytes], period: str, customer: int, at: datetime) -> None:
    from upheld.accounts.actor import SYSTEM
    from upheld.database import row_security
    from upheld.operations.errors import Refused
    from upheld.reports.export import write_export

    try:
        with row_security.everything():
            write_export(file, organisation_id=customer, period=_read_period(period), as_of=at, actor=SYSTEM)
    except Refused as refused:
        raise click.ClickException(refused.text("en")) from refused


VERDICT = "verdict: "
"""Begins the first and the last line of a check, and no other."""
WHERE_MAX = 78
PRODUCT_MAX = 30
"""Columns of a place and of a product's name, so that they stay in one row of a terminal."""
NAMES_MAX = 10
"""The number of tickets or versions that a line names."""
REFUSED = {
    "bad_export": "this is no export of ours, or it is not whole: {reason}",
    "too_large_to_check": "this export is too large to be checked at once: {reason}",
    "other_engine": "this archive was made by engine {engine}, and this program counts by engine {own}: ask for a new "
    "export as of the same instant, or check it with a program of that time",
}
"""Said without the catalogue, which needs the server's packages."""


@report.command()
@click.argument("file", type=click.File("rb"))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def recompute(file: IO[bytes], form: str) -> None:
    """Check an export without any database; exit code 1 where a figure does not follow from its facts."""
    from upheld.reports.recompute import CannotRecompute
    from upheld.reports.recompute import recompute as check

    try:
        checked = check(file)
    except CannotRecompute as refused:
        terminal.echo(f"Error: {REFUSED[refused.code].format(**refused.params)}", err=True)
        if form == "text":
            terminal.echo(f"{VERDICT}the archive cannot be checked")
        sys.exit(1)
    if form == "json":
        terminal.echo_json(_recomputation_json(checked), indent=2, ascii_only=True)
    else:
        for line in _recomputation_lines(checked):
            terminal.echo(line)
    sys.exit(1 if checked.differences else 0)


def _recomputation_json(checked: Recomputation) -> dict[str, Any]:
    return {
        "customer": checked.customer,
        "account": checked.account,
        "period": checked.period,
        "as_of": write_instant(checked.as_of),
        "engine": checked.engine,
        "tickets": checked.tickets,
        "figures": checked.figures,
        "complete": checked.complete,
        "as_of_in_future": _is_in_future(checked),
        "differences": [
            {"where": difference.where, "said": difference.archived, "computed": difference.computed}
            for difference in checked.differences
        ],
        "unproven": {
            "products": [{"product": number, "name": name} for number, name in checked.products.items()],
            "contracts": [
                {"contract": number, "versions": list(versions)} for number, versions in checked.versions.items()
            ],
            "erased_subjects": list(checked.erased),
            "later_editions": [],
        },
    }


def _recomputation_lines(checked: Recomputation) -> Iterator[str]:
    yield _verdict(checked)
    yield f"{terminal.quoted(checked.customer)}, {checked.period}, as of {write_instant(checked.as_of)}"
    yield f"account {checked.account if checked.tickets else terminal.quoted(checked.account)}"
    if _is_in_future(checked):
        yield "as of an instant that is in the future by the clock of this machine"
    for difference in checked.differences:
        yield terminal.shortened(difference.where, WHERE_MAX)
        yield f"  said      {terminal.shortened(difference.archived)}"
        yield f"  computed  {terminal.shortened(difference.computed)}"
    if not checked.complete:
        yield "  The check ended here, because there are so many differences."
    yield from _unproven(checked)
    yield _verdict(checked)


def _is_in_future(checked: Recomputation) -> bool:
    return checked.as_of > datetime.now(UTC) + timedelta(days=1)


def _verdict(checked: Recomputation) -> str:
    """The first and the last line."""
    if not checked.complete:
        return f"{VERDICT}{len(checked.differences)} or more do not agree"
    if checked.differences:
        result = f"{len(checked.differences)} do not agree"
    else:
        result = "all figures agree" if checked.tickets else "there is nothing to check"
    return f"{VERDICT}{checked.tickets} tickets, {checked.figures} figures: {result}"


def _unproven(checked: Recomputation) -> Iterator[str]:
    """What the archive states and no entry proves."""
    yield "The entries do not prove, so compare it yourself:"
    yield "  that they are complete and true, and the name of the customer"
    if not checked.tickets:
        yield "  the account, which no entry names"
    if checked.products:
        for number, name in checked.products.items():
            yield f"  the numbers of products: {number} is {terminal.quoted(name, PRODUCT_MAX)}"
    if checked.versions:
        yield "  that no other contract covered a ticket, and that its contract has only the versions listed here:"
        for contract, versions in checked.versions.items():
            yield f"    contract {contract}: {_listed([f'version {version}' for version in versions])}"
    if checked.erased:
        yield f"  that these subjects were erased: {_tickets(checked.erased)}"


def _tickets(numbers: Sequence[int]) -> str:
    return _listed([f"#{number}" for number in numbers])


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMES_MAX} more" if len(names) > NAMES_MAX else ""
    return ", ".join(names[:NAMES_MAX]) + more


@report.command("credits")
@_period
@runtime.plain_refusals
def credits_command(period: str) -> None:
    """Propose the credits that the contracts grant for a period that is over. Safe to repeat."""
    with runtime.database(runtime.options()):
        runtime.django()
        count = _credits(period, runtime.now())
    terminal.echo(f"{count} proposed or changed.")


def _credits(period: str, at: datetime) -> int:
    from upheld.accounts.actor import SYSTEM
    from upheld.database import row_security
    from upheld.reports.operations import propose_credits

    with row_security.everything():
        return propose_credits(period=str(_read_period(period)), by=SYSTEM, now=at)


def _read_period(name: str) -> Any:
    from upheld.reports.periods import CannotReadPeriod, read_period

    try:
        return read_period(name)
    except CannotReadPeriod as error:
        raise click.BadParameter(
            "write a month like 2026-10 or a quarter like 2026-Q4", param_hint="--period"
        ) from error


def _instant(text: str | None) -> datetime:
    if text is None:
        return runtime.now()
    try:
        return min(instant_of(text), runtime.now())
    except Unreadable as error:
        raise click.BadParameter(error.problems[0].text(), param_hint="--as-of") from error
