"""``upheld sla``: the core as a command, without any database. Its forms are public (semantics §8)."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import click

from upheld.cli import terminal
from upheld.cli.cases import Case, case_of, instant_of, read_facts_file, read_terms_file, refusal_text
from upheld.cli.documents import read_lines
from upheld.sla import CannotAssess, Reading, Refusal, Terms, after, assess, counted
from upheld.sla.errors import Problem, Unreadable
from upheld.sla.instant import seconds_text, write_instant

P = ParamSpec("P")
_TINY = re.compile(r'(?<=[^\\]": )\d(?:\.\d)?e-0[56](?=[,}\n])')
"""A duration that JSON would write with an exponent; the public form has decimals."""
_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True)
_terms = click.option("--terms", "terms_path", type=_FILE, required=True, help="The contract's terms, YAML or JSON.")
_calendar = click.option("--calendar", required=True, help="A calendar of the terms, or 24x7.")
_lang = click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="The language of messages.")


class Instant(click.ParamType[datetime]):
    """An RFC 3339 instant with its offset."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return instant_of(value)
        except Unreadable as error:
            self.fail(error.problems[0].text(), param, ctx)


def report_unreadable(command: Callable[P, None]) -> Callable[P, None]:
    """Decorate a command: print what cannot be read, path by path, and exit with status 1."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        lang = str(kwargs.get("lang", "en"))
        try:
            command(*args, **kwargs)
        except Unreadable as error:
            if kwargs.get("form") in ("json", "jsonl"):
                terminal.echo_json(error_json(error.problems, lang))
            else:
                for problem in error.problems:
                    terminal.echo(problem_text(problem, lang), err=True)
            sys.exit(1)
        except CannotAssess as error:
            terminal.echo(str(error), err=True)
            sys.exit(1)

    return wrapped


def problem_text(problem: Problem, lang: str) -> str:
    """A problem on one line, its path first."""
    return f"{problem.path}: {problem.text(lang)}" if problem.path else problem.text(lang)


def error_json(problems: Iterable[Problem], lang: str) -> dict[str, object]:
    """The public form of what cannot be read."""
    return {"error": [{"path": problem.path, "message": problem.text(lang)} for problem in problems]}


@click.group()
def sla() -> None:
    """Assess, explain and check service levels, from files alone."""


@sla.command("assess")
@click.option("--terms", "terms_path", type=_FILE, help="The contract's terms, YAML or JSON.")
@click.option("--facts", "facts_path", type=_FILE, help="The ticket's facts, one JSON object a line.")
@click.option("--as-of", type=Instant(), help="The instant of the assessment; now by default.")
@click.option("--cases", "cases_path", type=_FILE, help='One {"terms", "facts", "as_of"} a line.')
@click.option("--format", "form", type=click.Choice(["table", "json", "jsonl"]), default="table")
@click.option("--strict", is_flag=True, help="End with status 1 if a fact is refused.")
@_lang
@report_unreadable
def assess_command(
    terms_path: str | None,
    facts_path: str | None,
    as_of: datetime | None,
    cases_path: str | None,
    form: str,
    strict: bool,
    lang: str,
) -> None:
    """What every clock of a ticket shows at an instant."""
    if cases_path is not None:
        if terms_path or facts_path or as_of:
            raise click.UsageError("--cases brings its own terms, facts and instants.")
        sys.exit(0 if _cases(cases_path, strict, lang) else 1)
    if terms_path is None or facts_path is None:
        raise click.UsageError("Give --terms and --facts, or --cases.")
    case = Case(read_terms_file(terms_path), read_facts_file(facts_path), as_of or datetime.now(UTC))
    assessment = assess(case.terms, case.facts, case.as_of)
    if form == "table":
        from upheld.cli.tables import print_readings

        print_readings(assessment.readings, zone=case.terms.timezone, lang=lang)
    else:
        terminal.echo_json_text(_readings_json(assessment.readings, 2 if form == "json" else None))
    _tell_refused(assessment.refused, "", lang)
    sys.exit(1 if strict and assessment.refused else 0)


def _cases(path: str, strict: bool, lang: str) -> bool:
    """Assess case by case. Returns whether all could be read (and, if strict, no fact was refused)."""
    good = True
    for number, line in enumerate(read_lines(path), 1):
        try:
            case = case_of(line)
            assessment = assess(case.terms, case.facts, case.as_of)
        except Unreadable as error:
            terminal.echo_json(error_json(error.problems, lang))
            good = False
        except CannotAssess as error:
            terminal.echo_json(error_json([Problem("", error.code, error.params)], lang))
            good = False
        else:
            terminal.echo_json_text(_readings_json(assessment.readings, None))
            _tell_refused(assessment.refused, f"case {number}: ", lang)
            good = good and not (strict and assessment.refused)
    return good


def _readings_json(readings: Iterable[Reading], indent: int | None) -> str:
    text = json.dumps([reading.as_dict() for reading in readings], ensure_ascii=False, indent=indent)
    return _TINY.sub(lambda match: f"{float(match[0]):.6f}", text)


def _tell_refused(refused: Iterable[Refusal], prefix: str, lang: str) -> None:
    for refusal in refused:
        terminal.echo(f"{prefix}refused: {refusal_text(refusal, lang)}", err=True)


@sla.command()
@_terms
@_calendar
@click.option("--from", "start", type=Instant(), required=True)
@click.option("--add", "amount", required=True, help="An amount of counted time: 15m, 4h, 2d, 5bd.")
@_lang
@report_unreadable
def due(terms_path: str, calendar: str, start: datetime, amount: str, lang: str) -> None:
    """The instant at which so much service time has passed."""
    from upheld.sla.terms.node import Node

    hours = _calendar_of(read_terms_file(terms_path), calendar)
    problems: list[Problem] = []
    allowance = Node(amount, "--add", problems).amount(hours.business_day)
    if problems:
        raise Unreadable(*problems)
    due_at = after(hours, start, allowance.length)
    if due_at is None:
        no_horizon = hours.holidays is None
        raise Unreadable(Problem("", "due_never" if no_horizon else "due_past_horizon"))
    terminal.echo(write_instant(due_at))


@sla.command("counted")
@_terms
@_calendar
@click.option("--from", "start", type=Instant(), required=True)
@click.option("--to", "end", type=Instant(), required=True)
@_lang
@report_unreadable
def counted_command(terms_path: str, calendar: str, start: datetime, end: datetime, lang: str) -> None:
    """The seconds of service time between two instants."""
    amount = counted(_calendar_of(read_terms_file(terms_path), calendar), start, end)
    if amount is None:
        raise Unreadable(Problem("--to", "counted_past_horizon"))
    terminal.echo(seconds_text(amount))


def _calendar_of(terms: Terms, name: str) -> Any:
    try:
        return terms.calendar(name)
    except KeyError:
        names = ", ".join((*terms.calendars, "24x7"))
        raise Unreadable(Problem("--calendar", "unknown_calendar", {"known": names})) from None


@sla.command("explain")
@_terms
@click.option("--facts", "facts_path", type=_FILE, required=True, help="The ticket's facts, one JSON object a line.")
@click.option("--as-of", type=Instant(), help="The instant of the assessment; now by default.")
@click.option("--objective", type=click.Choice(["response", "update", "restoration", "resolution"]))
@click.option("--cycle", type=click.IntRange(min=1))
@click.option("--svg", "svg_path", type=click.Path(dir_okay=False, writable=True), help="Also draw it into a file.")
@click.option("--zone", help="The zone in which instants are shown; the contract's by default.")
@_lang
@report_unreadable
def explain_command(
    terms_path: str,
    facts_path: str,
    as_of: datetime | None,
    objective: str | None,
    cycle: int | None,
    svg_path: str | None,
    zone: str | None,
    lang: str,
) -> None:
    """Why a clock stands where it stands: every span, counted or not, and the reason."""
    from upheld.cli.tables import print_reckoning
    from upheld.sla.calendar.zones import is_zone
    from upheld.sla.reckoning.picture import reckoning_svg
    from upheld.sla.reckoning.spans import explain_all

    terms = read_terms_file(terms_path)
    zone = zone or terms.timezone
    if not is_zone(zone):
        raise Unreadable(Problem("--zone", "unknown_zone", {"value": zone[:60]}))
    reckonings = [
        reckoning
        for reckoning in explain_all(terms, read_facts_file(facts_path), as_of or datetime.now(UTC))
        if objective in (None, reckoning.reading.objective) and cycle in (None, reckoning.reading.cycle)
    ]
    if not reckonings:
        raise Unreadable(Problem("", "no_such_clock", {"objective": f"{objective or ''} {cycle or ''}".strip()}))
    for reckoning in reckonings:
        print_reckoning(reckoning, zone=zone, lang=lang)
    if svg_path is not None:
        if len({reckoning.reading.objective for reckoning in reckonings}) > 1:
            raise click.UsageError("A picture shows one clock: name its --objective (and --cycle).")
        Path(svg_path).write_text(reckoning_svg(reckonings[-1], lang=lang, zone=zone), encoding="utf-8")
