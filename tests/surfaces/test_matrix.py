"""The authorisation matrix: every address × method × role × own and foreign organisation, from `matrix`.

Whoever is let in, is; whoever is not gets exactly what the table says; what is foreign is answered like what does not
exist; and nothing that one customer wrote is ever in the bytes sent to another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver

from factories.world import World
from surfaces import matrix_api, matrix_console, matrix_portal, matrix_public
from surfaces.matrix import ANONYMOUS, CUSTOMERS, Row
from surfaces.objects import MARKER, NOTE
from surfaces.walk import Answer, Persona, Walk, expected

TABLES = {
    "matrix_api": matrix_api.ROWS,
    "matrix_console": matrix_console.ROWS,
    "matrix_portal": matrix_portal.ROWS,
    "matrix_public": matrix_public.ROWS,
}
SHUT_OUT = {400, 401, 403, 404, 405}
NOT_WALKED = re.compile(r"^(static/|__)")


@pytest.fixture
def walk(world: World) -> Walk:
    return Walk(world)


@pytest.mark.parametrize("table", TABLES)
def test_everybody_gets_what_the_table_says(walk: Walk, table: str) -> None:
    problems = [problem for row in TABLES[table] for problem in _walk(walk, row)]
    assert not problems, f"{len(problems)} answers are not those of the table:\n" + "\n".join(problems)


def _walk(walk: Walk, row: Row) -> Iterator[str]:
    for who in walk.personas:
        answer = walk.ask(row, who)
        yield from _compare(row, who, answer)
        yield from _leaks(row, who, answer)
        if who.rival and row.foreign == 404:
            yield from _same_as_unknown(walk, row, who, answer)
    if row.scope:
        yield from _without_scope(walk, row)


def _compare(row: Row, who: Persona, answer: Answer) -> Iterator[str]:
    wanted, found = expected(row, who), answer.status_code
    let_in = is_let_in(answer)
    if (wanted is None and not let_in) or (wanted is not None and found != wanted):
        shown = "to be let in" if wanted is None else str(wanted)
        yield f"  {row.method} {row.path} as {who}: {found}, not {shown}: {answer.content[:160]!r}"


def is_let_in(answer: Answer) -> bool:
    """Whether an answer is that of the page itself, right or wrong in what it was given."""
    shown_the_door = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in?")
    return answer.status_code not in SHUT_OUT and answer.status_code < 500 and not shown_the_door


def _leaks(row: Row, who: Persona, answer: Answer) -> Iterator[str]:
    hidden = [MARKER] * who.rival + [NOTE] * (who.role in CUSTOMERS) + [MARKER, NOTE] * (who.role == ANONYMOUS)
    for marker in hidden:
        if marker.encode() in answer.content:
            yield f"  {row.method} {row.path} as {who}: the answer holds {marker}, which is not theirs to read"


def _same_as_unknown(walk: Walk, row: Row, who: Persona, foreign: Answer) -> Iterator[str]:
    if "<" not in row.path:
        return
    unknown = walk.ask(row, who, unknown=True)
    if unknown.status_code != foreign.status_code:
        told = f"{foreign.status_code} where foreign, {unknown.status_code} where unknown"
        yield f"  {row.method} {row.path} as {who}: {told}"


def _without_scope(walk: Walk, row: Row) -> Iterator[str]:
    who = next(persona for persona in walk.personas if persona.role == "admin")
    answer = walk.ask(row, who, without=row.scope)
    if answer.status_code != 403 or json.loads(answer.content)["code"] != "scope_missing":
        yield f"  {row.method} {row.path} without the scope {row.scope}: {answer.status_code}"


def test_every_address_has_its_rows(walk: Walk) -> None:
    rows = {row.key for table in TABLES.values() for row in table}
    served = {(path, method) for path in addresses() for method in methods_of(walk, path)}
    missing = sorted(served - rows)
    shown = "\n".join(f"  {_suggestion(walk, path, method)}" for path, method in missing)
    assert not missing, (
        f"{len(missing)} addresses have no row in tests/surfaces/matrix_*.py; begin with these:\n{shown}"
    )


def test_every_row_has_its_address() -> None:
    served = set(addresses())
    stale = sorted({row.path for table in TABLES.values() for row in table} - served)
    assert not stale, f"rows of addresses that are no more: {stale}"


def test_no_row_stands_twice() -> None:
    keys = [(*row.key, repr(row.query)) for table in TABLES.values() for row in table]
    assert [key for key in keys if keys.count(key) > 1] == []


def addresses() -> list[str]:
    """Every address of the installation, as its pattern, without those of files."""
    found = [re.sub(r"\\A|\^|\$|\\Z", "", path) for path in _walk_patterns(get_resolver().url_patterns, "")]
    return [path for path in found if not NOT_WALKED.match(path)]


def _walk_patterns(patterns: list[Any], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield path
        else:
            yield from _walk_patterns(pattern.url_patterns, path)


def methods_of(walk: Walk, path: str) -> list[str]:
    """The methods that an address answers to: it is asked itself; GET and POST where it refuses none."""
    row = Row(method="TRACE", path=path, who=frozenset())
    allowed: set[str] = set()
    for who in walk.personas:
        answer = walk.ask(row, who)
        if answer.status_code == 405:
            allowed = {part.strip() for part in answer.headers["Allow"].split(",")}
            break
    return sorted(allowed - {"HEAD", "OPTIONS"}) or ["GET", "POST"]


def _suggestion(walk: Walk, path: str, method: str) -> str:
    row = Row(method=method, path=path, who=frozenset(), body={})
    answers = {str(who): walk.ask(row, who) for who in walk.personas}
    who = sorted(name for name, answer in answers.items() if is_let_in(answer) and not name.startswith("rival"))
    statuses = {name: answer.status_code for name, answer in answers.items()}
    return f'Row(method="{method}", path="{path}", who=frozenset({who})),  # {statuses}'
