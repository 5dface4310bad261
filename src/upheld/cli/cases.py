"""Reads cases (terms, facts and an instant) from files and lines of JSON (semantics §8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from upheld.cli.documents import numbered_lines, read_bytes, read_json, under
from upheld.sla import Fact, FactInvalid, Problem, Refusal, Terms, load_terms, read_fact, read_terms
from upheld.sla.errors import Unreadable
from upheld.sla.instant import read_instant

MOST_FACTS = 50_000
T = TypeVar("T")


@dataclass(frozen=True)
class Case:
    """The input of one assessment."""

    terms: Terms
    facts: tuple[Fact, ...]
    as_of: datetime


def case_of(line: bytes) -> Case:
    """Read the case in a line. Raises Unreadable with all its problems."""
    value = read_json(line)
    if not isinstance(value, Mapping):
        raise Unreadable(Problem("", "expected_mapping", {"keys": "terms, facts, as_of"}))
    problems: list[Problem] = []
    terms = _collect(problems, "terms", lambda: _terms(value.get("terms")))
    facts = _collect(problems, "facts", lambda: facts_of(value.get("facts")))
    as_of = _collect(problems, "as_of", lambda: instant_of(value.get("as_of")))
    if problems or terms is None or facts is None or as_of is None:
        raise Unreadable(*problems)
    return Case(terms, facts, as_of)


_last: list[tuple[object, Terms]] = []


def _terms(document: object) -> Terms:
    """Read terms; the last ones are cached, because consecutive cases often share them."""
    if not _last or _last[0][0] != document:
        _last[:] = [(document, read_terms(_mapping(document)))]
    return _last[0][1]


def _collect(problems: list[Problem], prefix: str, read: Callable[[], T]) -> T | None:
    """Call ``read``. Its problems are added below the prefix, and the result is then ``None``."""
    try:
        return read()
    except Unreadable as error:
        problems += under(prefix, error).problems
        return None


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise Unreadable(Problem("", "expected_mapping_free"))
    return value


def instant_of(value: object) -> datetime:
    """An RFC 3339 instant. Unreadable otherwise."""
    try:
        return read_instant(value if isinstance(value, str) else "")
    except ValueError as error:
        raise Unreadable(Problem("", "expected_instant")) from error


def facts_of(lines: object) -> tuple[Fact, ...]:
    """The facts of a list. Unreadable with the problems of every line."""
    if not isinstance(lines, list):
        raise Unreadable(Problem("", "expected_list"))
    if len(lines) > MOST_FACTS:
        raise Unreadable(Problem("", "too_many", {"most": MOST_FACTS}))
    return _facts((f"[{index}]", partial(_itself, line)) for index, line in enumerate(lines))


def _itself(value: object) -> object:
    return value


def _facts(lines: Iterable[tuple[str, Callable[[], object]]]) -> tuple[Fact, ...]:
    """Read the facts of lines, each with its path and a function that returns its value. Raises FactInvalid."""
    facts: list[Fact] = []
    problems: list[Problem] = []
    for path, value in lines:
        try:
            facts.append(read_fact(_mapping(value())))
        except Unreadable as error:
            problems += under(path, error).problems[: max(0, 100 - len(problems))]
    if problems:
        raise FactInvalid(*problems)
    return tuple(facts)


def read_terms_file(path: str) -> Terms:
    """The terms of a YAML or JSON file."""
    return load_terms(read_bytes(path))


def read_facts_file(path: str) -> tuple[Fact, ...]:
    """The facts of a file of JSON lines, or of one JSON list."""
    lines = list(numbered_lines(path))
    if len(lines) > MOST_FACTS:
        raise Unreadable(Problem("", "too_many", {"most": MOST_FACTS}))
    if lines and lines[0][1].lstrip().startswith(b"["):
        return facts_of(read_json(b"".join(line for _, line in lines)))
    return _facts((f"line {number}", partial(read_json, line)) for number, line in lines)


def refusal_text(refusal: Refusal, lang: str) -> str:
    """One line on a refused fact."""
    return f"{refusal.fact.at.isoformat()} {refusal.fact.type}: {refusal.text(lang)}"
