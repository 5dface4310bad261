"""``upheld check``: checks whether this installation is fit to serve, or lists all settings."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from upheld.cli import findings, front, mail, runtime, terminal
from upheld.config.options import OPTIONS

MARKS = {"ok": "  ok ", "warning": "warn ", "failure": "FAIL "}


@click.command()
@click.option("--settings", "only_settings", is_flag=True, help="List every setting, its default and meaning.")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text")
@click.pass_context
@runtime.plain_refusals
def check(ctx: click.Context, only_settings: bool, form: str) -> None:
    """Look whether this installation is fit to serve: exit code 0 if so, else 1.

    Version, settings, the front on a public name, mail, database, the two roles and their rights, migrations,
    time zones, calendars, workers. With --settings: the list of all settings instead.
    """
    if only_settings:
        terminal.echo_block(settings_table(form))
        return
    results = list(_look())
    if form == "json":
        terminal.echo_json([asdict(finding) for finding in results], indent=2)
    else:
        _print(results)
    ctx.exit(1 if any(finding.verdict == "failure" for finding in results) else 0)


def _look() -> list[findings.Finding]:
    from upheld.config import options

    chosen = options.load()
    results = [*findings.settings(chosen), *front.findings(chosen), *mail.findings(chosen)]
    with runtime.database(chosen):
        runtime.django()
        for look in findings.LOOKS:
            batch = list(look())
            results += batch
            if look is findings.migrations and batch[0].verdict == "failure":
                break
    return results


def _print(results: list[findings.Finding]) -> None:
    for finding in results:
        terminal.echo(MARKS[finding.verdict] + finding.what)
        if finding.help:
            terminal.echo(" " * 7 + finding.help)


def settings_table(form: str) -> str:
    """The table of all settings as text, Markdown or JSON."""
    rows = [
        {
            "name": option.name,
            "default": "" if option.default is None else option.default,
            "value": option.kind.right,
            "meaning": option.meaning,
            "secret": option.secret,
        }
        for option in OPTIONS
    ]
    if form == "json":
        return json.dumps(rows, ensure_ascii=False, indent=2)
    if form == "markdown":
        lines = [f"| `{row['name']}` | {row['default'] or '—'} | {row['value']} | {row['meaning']} |" for row in rows]
        return "\n".join(["| Variable | Default | Value | Meaning |", "| --- | --- | --- | --- |", *lines])
    return "\n\n".join(
        f"{row['name']}  (default: {row['default'] or 'none'})\n    {row['meaning']}\n    Value: {row['value']}"
        for row in rows
    )
