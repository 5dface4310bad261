"""``upheld demo``: a vendor with ninety days behind it, on this machine only."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from upheld.cli import address, runtime, terminal
from upheld.config import secret

MAIL_FOLDER = "mail"


@click.command()
@click.option("--tickets", type=click.IntRange(1, 20_000), default=None, help="How many tickets (default 120).")
@click.option("--days", type=click.IntRange(1, 730), default=None, help="Over how many days (default 90).")
@click.option("--seed", type=int, default=None, help="Another play; the same seed gives the same one.")
@click.option("--listen", metavar="HOST:PORT", help="Instead of 127.0.0.1:8000.")
@click.option("--build-only", is_flag=True, help="Build the data and stop.")
@runtime.plain_refusals
def demo(tickets: int | None, days: int | None, seed: int | None, listen: str | None, build_only: bool) -> None:
    """Build a believable desk and serve it: six customers, three plans, clocks that run.

    Mail goes to a folder that the console can show; nothing leaves the machine. Built once: the next
    start finds it as it was left. Delete the data directory to begin again.
    """
    _surroundings(listen)
    chosen = runtime.options()
    _refuse_other_database(chosen)
    if not build_only:
        address.refuse_taken(*chosen["listen"])
    with runtime.database(chosen):
        _prepare(tickets, days, seed)
        announcement = "" if build_only else _announcement(chosen)
        _disconnect()
    if not build_only:
        from upheld.cli.serve import run

        run(chosen, migrate=False, announce=announcement)


def _surroundings(listen: str | None) -> None:
    data = Path(os.environ.setdefault("UPHELD_DATA_DIR", str(Path.home() / ".local/share/upheld-demo")))
    mail = data.resolve() / MAIL_FOLDER
    secret.make_folder(mail)
    os.environ["UPHELD_MAIL_URL"] = mail.as_uri()
    # Hundreds of people and links are made at once; a newcomer would take the log of it for trouble.
    os.environ.setdefault("UPHELD_LOG_LEVEL", "warning")
    address.choose(listen)
    if listen:
        os.environ.setdefault("UPHELD_BASE_URL", f"http://{listen}")


def _refuse_other_database(chosen: dict[str, Any]) -> None:
    if chosen["database_url"]:
        raise click.ClickException("the demonstration keeps to its own database; unset UPHELD_DATABASE_URL")


def _prepare(tickets: int | None, days: int | None, seed: int | None) -> None:
    """Migrate, and build the demonstration in an empty database."""
    runtime.django()
    from upheld.cli.migrate import bring_up_to_date
    from upheld.database import row_security
    from upheld.demo import build

    bring_up_to_date(verbosity=0, other_key="replace")
    row_security.enter(None)
    if build.is_built():
        terminal.echo("The demonstration is here already; it goes on as it was left.")
        return
    arguments = {"tickets": tickets, "days": days, "seed": seed}
    with click.progressbar(length=100, label="Ninety days of tickets") as bar:
        build.build(
            now=runtime.now(),
            progress=lambda done, _: bar.update(max(0, done - bar.pos)),
            **{name: value for name, value in arguments.items() if value is not None},
        )


def _announcement(chosen: dict[str, Any]) -> str:
    """The text with the address and a sign-in link for each kind of reader."""
    from upheld.demo import build, cast
    from upheld.i18n.words import say

    ways = build.sign_ins(now=runtime.now())
    base = chosen["base_url"]
    lines = ["", f"Upheld answers at {base}", "", "Sign in by a link (each works once, within a day):"]
    for way in ways:
        lines.append(f"  {_wide(way.name, 24)} {_wide(say('role', way.role, lang='en'), 26)} {way.where}")
        lines.append(f"    {base}{way.link}" if way.link.startswith("/") else f"    {way.link}")
    lines += ["", f"Or with {cast.address('admin')} and the password “{build.PASSWORD}”.", "Ctrl-C ends it.", ""]
    return "\n".join(lines)


def _wide(text: str, cells: int) -> str:
    """Pad to a number of terminal columns; a Chinese character takes two."""
    from rich.cells import cell_len

    return text + " " * (cells - cell_len(text))


def _disconnect() -> None:
    from django.db import connections

    connections.close_all()
