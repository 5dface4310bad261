"""The command line, from the help of every command."""

from __future__ import annotations

from collections.abc import Iterator

import click
from scripts.reference.markdown import code, page

INTRODUCTION = """\
Every command says the same with `--help`. Exit codes: 0 done, 1 refused or not good, 2 wrongly called.
"""


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command by its full name, groups included, in order."""
    from upheld.cli import cli

    yield from _below("upheld", cli)


def _below(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=name)
        for subname in command.list_commands(context):
            subcommand = command.get_command(context, subname)
            if subcommand is not None and not subcommand.hidden:
                yield from _below(f"{name} {subname}", subcommand)


def _help(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name, max_content_width=90, terminal_width=90)
    return command.get_help(context)


def cli_page() -> str:
    """docs/reference/cli.md"""
    sections = [f"## {name}\n\n{code(_help(name, command), 'text')}" for name, command in commands()]
    return page("Commands", INTRODUCTION, *sections)
