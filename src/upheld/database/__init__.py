"""Django's backend for PostgreSQL, with fewer ways there and back: what nobody waits for travels with what comes next.

Django finds the backend itself in `base`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections

SETTING = "upheld.scope"
"""The server's setting that row security reads."""


def enter(scope: str) -> None:
    """From the next statement on this thread's connection sees this (see ``database.scope``), whatever is undone."""
    connection.scope = scope  # type: ignore[attr-defined]


def entered() -> str | None:
    """What `enter` was last told."""
    scope: str | None = connection.scope  # type: ignore[attr-defined]
    return scope


def later(query: str, parameters: Sequence[Any]) -> None:
    """Send a statement together with the next one, or with the COMMIT: for writes whose answer nobody reads.

    Statements are run in the order in which they were given, and a later one sees what an earlier one wrote. What goes
    wrong is raised by whatever it travels with, so nothing that may be caught belongs here. Outside a transaction,
    and where somebody counts or watches statements, it is sent at once.
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
    """The rows that a statement gives, past the cursors: for the few that somebody waits for at every call.

    What waits goes along. Values are read as Django's cursors read them.
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
