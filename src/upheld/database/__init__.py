"""The PostgreSQL backend and everything about the database itself: row security, rights, locks, bulk inserts and time.

The backend saves round trips: a statement whose result nobody needs is sent together with the next one. Django finds
the backend in `base`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections

SETTING = "upheld.scope"
"""The PostgreSQL setting that the row security policies read."""


def set_scope(scope: str) -> None:
    """Set the row security scope of this thread's connection (see `row_security`). It survives a rollback."""
    connection.scope = scope  # type: ignore[attr-defined]


def current_scope() -> str | None:
    """The scope that was last passed to `set_scope`."""
    scope: str | None = connection.scope  # type: ignore[attr-defined]
    return scope


def send_later(query: str, parameters: Sequence[Any]) -> None:
    """Queue a write whose result is not needed; it is sent with the next statement or with the COMMIT.

    Statements run in the order in which they were queued, and each sees what the earlier ones wrote. An error is raised
    by the statement that the write is sent with, so do not queue a write whose error has to be caught. Outside a
    transaction, and while statements are logged or wrapped, the write is sent immediately.
    """
    ours = connections[DEFAULT_DB_ALIAS]
    watched = ours.queries_logged or ours.execute_wrappers
    if watched or not ours.in_atomic_block:
        with ours.cursor() as cursor:
            cursor.execute(query, parameters)
    else:
        ours.validate_no_broken_transaction()
        ours.connection.send_later(query, parameters)


def ask(query: str, parameters: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run a query without a cursor and return its rows, for the few queries that every request waits for.

    Queued writes are sent with it. Values are converted as by Django's cursors.
    """
    ours = connections[DEFAULT_DB_ALIAS]
    if ours.queries_logged or ours.execute_wrappers:
        with ours.cursor() as cursor:
            cursor.execute(query, parameters)
            return list(cursor.fetchall())
    ours.close_if_health_check_failed()
    ours.ensure_connection()
    ours.validate_no_broken_transaction()
    with ours.wrap_database_errors:
        return ours.connection.ask(query, parameters)  # type: ignore[no-any-return]
