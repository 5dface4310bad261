"""Every operation locks rows in the one order (ADR 25): statements are read as they are sent, and the source is."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

import upheld
from factories.terms import always
from factories.world import World
from hostile.flows import FLOWS
from upheld.accounts import operations as accounts
from upheld.accounts.actor import SYSTEM
from upheld.contracts import operations as contracts
from upheld.database import locks
from upheld.escalation import operations as escalation
from upheld.reports import operations as reports

SOURCE = Path(upheld.__file__).parent
HEAD = re.compile(r"INSERT INTO (ledger_head) AS head")
CHANGED = re.compile(r'\b(?:UPDATE|DELETE FROM) "?(\w+)"?')
SELECTED = re.compile(r'\bFROM "?(\w+)"?.* FOR (?:NO KEY )?UPDATE', re.DOTALL)
APRIL = datetime(2026, 4, 2, tzinfo=UTC)


def locked(statement: str) -> list[str]:
    """The tables of the order whose rows a statement locks."""
    tables = [match[1] for pattern in (HEAD, SELECTED, CHANGED) for match in pattern.finditer(statement)]
    return [table for table in tables if table in locks.ORDER]


class Recorder:
    """Notes the tables in the order in which they are locked first."""

    def __init__(self) -> None:
        self.tables: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.tables += [table for table in locked(sql) if table not in self.tables]
        return execute(sql, params, many, context)


def draft(world: World, number: int = 2) -> int:
    source = always(version=number, start="2026-07-01")
    return contracts.save_draft(contract_id=world.acme.contract_id, source=source, by=SYSTEM, now=world.now)


def publication(world: World) -> int:
    return reports.publish_period(period="2026-03", by=SYSTEM, now=APRIL)


def withdraw(world: World, number: int) -> None:
    reports.withdraw_publication(publication_id=number, reason="Why.", by=SYSTEM, now=APRIL + timedelta(days=1))


def endpoint(world: World) -> int:
    manager = world.staff["support_manager"]
    return escalation.create_endpoint(url="https://hooks.example.com/x", by=manager, now=world.now).id


def disable(world: World, number: int) -> None:
    escalation.disable_endpoint(endpoint_id=number, by=world.staff["support_manager"], now=world.now)


def link(world: World) -> str:
    link = accounts.issue_sign_in_link(user_id=world.acme.manager.id, by=SYSTEM, now=world.now)
    return link.rpartition("/")[2]


def nothing(world: World) -> None:
    """Prepare nothing."""


def deactivate(world: World, _: object) -> None:
    accounts.deactivate_person(user_id=world.acme.manager.id, by=world.staff["admin"], now=world.now)


OTHERS: dict[str, tuple[Callable[[World], Any], Callable[[World, Any], object]]] = {
    "save a draft": (draft, lambda world, _: draft(world)),
    "publish a period": (lambda world: world.file("P0"), lambda world, _: publication(world)),
    "withdraw a publication": (publication, withdraw),
    "disable an endpoint": (endpoint, disable),
    "sign in by a link": (
        link,
        lambda world, secret: accounts.sign_in_by_link(secret=secret, network="192.0.2.1", now=world.now),
    ),
    "deactivate a person": (nothing, deactivate),
}
ACTS = {name: (flow.prepare, flow.act) for name, flow in FLOWS.items()} | OTHERS


@pytest.mark.parametrize("name", ACTS)
def test_rows_are_locked_in_the_one_order(world: World, name: str) -> None:
    prepare, act = ACTS[name]
    prepared = prepare(world)
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        act(world, prepared)
    assert recorder.tables
    assert recorder.tables == sorted(recorder.tables, key=locks.ORDER.index)


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Calls of a method of this name in the product, with where they are."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name:
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", node


def test_a_row_is_never_written_back_whole() -> None:
    """``save()`` without ``update_fields`` writes every column as it was read, and so undoes what others wrote."""
    whole = [
        place
        for place, call in calls("save")
        if not call.args and not {"update_fields", "force_insert"} & {keyword.arg for keyword in call.keywords}
    ]
    assert whole == []


def test_rows_are_locked_by_one_function_alone() -> None:
    places = {place.partition(":")[0] for place, _ in calls("select_for_update")}
    assert places == {"database/locks.py"}


def test_a_table_without_a_place_in_the_order_is_not_locked() -> None:
    from upheld.desk.models import Message

    with pytest.raises(RuntimeError, match="desk_message has no place"):
        locks.for_update(Message.objects.all())
