"""Dying between any two statements: a wrapper that ends an act at a chosen place, and what is looked at afterwards.

A crash is a ``BaseException``, so that nothing that handles errors handles it: like a death, it only unwinds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection

from upheld.clocks.differences import differences
from upheld.database import row_security
from upheld.ledger.models import Entry, Head

MOST_STATEMENTS = 400
Rows = dict[str, tuple[int, str]]


class Crash(BaseException):
    """The end of a process, as far as the database can tell."""


@contextmanager
def crash_after(count: int) -> Iterator[None]:
    """Crash when ``count`` statements have been executed: at 0 before the first, at the last before its commit."""
    done = 0

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal done
        if done >= count:
            # What follows is the database undoing the transaction of a client that is gone.
            return execute(sql, params, many, context)
        done += 1
        result = execute(sql, params, many, context)
        if done == count:
            raise Crash(sql[:80])
        return result

    if count == 0:
        raise Crash("before the first statement")
    with connection.execute_wrapper(wrapper):
        yield


def survived(act: Callable[[], object], count: int) -> bool:
    """Whether an act ends before its ``count``-th statement."""
    try:
        with crash_after(count):
            act()
    except Crash:
        return False
    return True


def rows() -> Rows:
    """How many rows each table has, and a digest of all their values."""
    row_security.enter(None)
    tables = sorted(model._meta.db_table for model in apps.get_models())
    parts = [
        f"SELECT '{table}', count(*), coalesce(md5(string_agg(one::text, '|' ORDER BY one::text)), '')"
        f' FROM "{table}" one'
        for table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {name: (count, digest) for name, count, digest in cursor.fetchall()}


def growth(before: Rows, after: Rows) -> dict[str, int]:
    """How many rows came to each table."""
    return {name: after[name][0] - count for name, (count, _) in before.items() if after[name][0] != count}


def check_laws() -> None:
    """The ledger has no gap and runs forward, the clocks are what it says."""
    heads = dict(Head.objects.values_list("pk", "next_index"))
    found: dict[int, list[tuple[int, object]]] = {head: [] for head in heads}
    for owner, index, at in Entry.objects.order_by("index").values_list("organisation_id", "index", "recorded_at"):
        found[owner].append((index, at))
    for owner, entries in found.items():
        assert [index for index, _ in entries] == list(range(heads[owner]))
        instants = [at for _, at in entries]
        assert instants == sorted(instants)  # type: ignore[type-var]
    assert list(differences()) == []
