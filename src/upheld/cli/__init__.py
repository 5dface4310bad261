"""The command ``upheld``. Each group has its own module, which is imported on first use."""

from __future__ import annotations

import importlib
import io
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import click

from upheld import __version__
from upheld.cli import refusals, terminal

COMMANDS: dict[str, tuple[str, str]] = {
    # name: ("module:attribute", one line of help)
    "admin": ("upheld.cli.admin:admin", "Accounts, for whoever runs the server."),
    "backup": (
        "upheld.cli.backup:backup",
        "Save the whole database to a file, now or by schedule; rehearse a restore.",
    ),
    "calendars": ("upheld.cli.calendars:calendars", "How far the holidays of contracts are known; add further years."),
    "check": ("upheld.cli.check:check", "Look whether this installation is fit to serve."),
    "clocks": ("upheld.cli.clocks:clocks", "Check or rebuild every clock; deadlines that new time zones moved."),
    "contract": ("upheld.cli.contract:contract", "Check, show and describe contracts."),
    "demo": ("upheld.cli.demo:demo", "A desk with ninety days of tickets, on this machine only."),
    "mail": ("upheld.cli.mail:mail", "Try the mail settings with a mail to yourself."),
    "migrate": ("upheld.cli.migrate:migrate", "Bring the database up to this version."),
    "rebuild": ("upheld.cli.projections:rebuild_all", "Compare all rows that follow from the ledger; write them anew."),
    "report": ("upheld.cli.report:report", "Attainment, credits, and exports that anyone can recompute."),
    "restore": ("upheld.cli.restore:restore", "Bring back a database that was saved."),
    "search": ("upheld.cli.search:search", "Rebuild the search index of tickets."),
    "serve": ("upheld.cli.serve:serve", "Database, web and worker in one command."),
    "sla": ("upheld.cli.sla:sla", "Assess, explain and check service levels, from files alone."),
    "time": ("upheld.cli.time:time", "The database's clock; going on after it has jumped."),
    "web": ("upheld.cli.web:web", "Web processes only."),
    "worker": ("upheld.cli.worker:worker", "One worker process; as many as you like side by side."),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports the one that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*COMMANDS, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command = getattr(_imported(module, cmd_name), attribute)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.ClickException as error:
            vars(error).update(message=terminal.printable_block(error.message))
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, COMMANDS[name][1]) for name in self.list_commands(ctx) if name in COMMANDS]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _imported(module: str, command: str) -> ModuleType:
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if (text := refusals.missing_package(error, command=command)) is None:
            raise
        raise click.ClickException(text) from error


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="upheld")
def cli() -> None:
    """A support desk whose service level agreements can be recomputed by anyone."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code: 0 done, 1 refused, 2 wrongly called."""
    try:
        return _run(arguments)
    except OSError as error:
        if (text := refusals.unusable_file(error)) is None:
            raise
        sys.stdout = io.StringIO()  # What is left in the buffer would fail again at the end.
        terminal.echo(f"Error: {text}", err=True)
        return 1


def _run(arguments: Sequence[str] | None) -> int:
    code = 0
    try:
        cli.main(args=list(arguments) if arguments is not None else None, prog_name="upheld", standalone_mode=True)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    sys.stdout.flush()
    return code


if __name__ == "__main__":
    sys.exit(main())
