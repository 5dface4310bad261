"""``upheld time``: shows the database's clock, and confirms its time after a jump."""

from __future__ import annotations

from datetime import timedelta

import click

from upheld.cli import runtime, terminal


@click.command()
@click.option("--confirm", is_flag=True, help="The database's clock is right as it is now: go on by it.")
@runtime.plain_refusals
def time(confirm: bool) -> None:
    """Show the database's clock and whether it jumped; with --confirm go on by the time that it shows now.

    After a jump forward by more than five minutes nothing is recorded until this confirmation, or until there was no
    other jump for ten minutes. Correct the server's clock first if it is wrong.
    """
    with runtime.database(runtime.options()):
        runtime.django()
        from upheld.database.timekeeping import present, state
        from upheld.database.timekeeping.jumps import believed

        standing = present.standing()
        # Also where this process knows of no jump: a web process on another machine may doubt the time.
        if confirm and not state.write(believed(standing)):
            raise click.ClickException("the clock was judged again just now; look with upheld time, then confirm")
        terminal.echo(f"database  {state.sample().at.isoformat()}")
        terminal.echo(f"skew      {seconds(present.skew())} (this machine's clock less the database's)")
        terminal.echo(f"jump      {_jump_text(standing.ahead, standing.held, confirm)}")


def _jump_text(ahead: timedelta, held: bool, confirmed: bool) -> str:
    if confirmed:
        return f"{seconds(ahead)}, confirmed" if ahead else "none known here; the time is confirmed"
    if not ahead:
        return "none to confirm"
    return f"{seconds(ahead)}, not confirmed" + ("; acts are held back" if held else "")


def seconds(length: timedelta) -> str:
    """``+3600.0 s``."""
    return f"{length.total_seconds():+.1f} s"
