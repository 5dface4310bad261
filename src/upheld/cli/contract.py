"""``upheld contract``: checks, shows and describes a contract from its file alone."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from upheld.cli import terminal
from upheld.cli.documents import read_bytes
from upheld.cli.sla import problem_text, report_unreadable
from upheld.contracts.samples import NAMES as READY
from upheld.contracts.samples import sample as ready_text
from upheld.sla import Problem, TermsInvalid, contract_text, load_draft, load_terms, terms_schema, warnings

_lang = click.option("--lang", type=click.Choice(["en", "zh"]), default="en")
_FILE_HELP = f"FILE is a YAML or JSON file, - for standard input, or a ready contract: {', '.join(READY)}."


def _read(file: str) -> bytes | str:
    """The content of a file, or a ready contract where no file of that name is."""
    if file in READY and not Path(file).exists():
        return ready_text(file)
    if file != "-" and not Path(file).is_file():
        raise click.UsageError(f"There is no file “{file}”. {_FILE_HELP}")
    return read_bytes(file)


@click.group()
def contract() -> None:
    """Check, show and describe contracts."""


@contract.command(help=f"Look for errors and for what is probably not meant. {_FILE_HELP}")
@click.argument("file")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@_lang
def check(file: str, form: str, lang: str) -> None:
    errors: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()
    try:
        doubts = warnings(load_draft(_read(file)))
    except TermsInvalid as error:
        errors = error.problems
    if form == "json":
        result = {"valid": not errors, "errors": _plain(errors, lang), "warnings": _plain(doubts, lang)}
        terminal.echo_json(result, indent=2)
    else:
        _tell(errors, doubts, lang)
    sys.exit(1 if errors else 0)


def _plain(problems: tuple[Problem, ...], lang: str) -> list[dict[str, str]]:
    return [{"path": problem.path, "code": problem.code, "message": problem.text(lang)} for problem in problems]


def _tell(errors: tuple[Problem, ...], doubts: tuple[Problem, ...], lang: str) -> None:
    from upheld.sla.words import say

    for kind, problems in (("error", errors), ("warning", doubts)):
        for problem in problems:
            terminal.echo(f"{say(f'check_{kind}', {}, lang)}: {problem_text(problem, lang)}")
    if not errors:
        terminal.echo(say("check_valid", {"count": len(doubts)}, lang))


@contract.command()
def schema() -> None:
    """The JSON Schema of contracts, for editors."""
    terminal.echo_json(terms_schema(), indent=2)


@contract.command(help=f"The contract as a lawyer would read it, in Markdown. {_FILE_HELP}")
@click.argument("file")
@_lang
@report_unreadable
def show(file: str, lang: str) -> None:
    terminal.echo_block(contract_text(load_terms(_read(file)), lang), nl=False)


@contract.command()
@click.argument("name", type=click.Choice(READY))
def ready(name: str) -> None:
    """The YAML of a ready contract, to begin one's own with."""
    terminal.echo_block(ready_text(name), nl=False)
