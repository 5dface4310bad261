"""Which organisations' rows this database connection may see: row security reads this setting.

Nothing entered means nothing seen. Surfaces enter the reader's organisations, the vendor's staff,
the worker and the command line enter everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

SETTING = "upheld.scope"
EVERYTHING = "all"
NOTHING = ""


def enter(organisations: Iterable[int] | None) -> None:
    """Let this connection see the rows of these organisations only; ``None`` is everything."""
    value = EVERYTHING if organisations is None else ",".join(str(int(one)) for one in sorted(set(organisations)))
    _set(value)


def leave() -> None:
    """See nothing again."""
    _set(NOTHING)


@contextmanager
def everything() -> Iterator[None]:
    """Everything, for the length of a block; then what was seen before."""
    before = _current()
    enter(None)
    try:
        yield
    finally:
        _set(before)


def _current() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [SETTING])
        row = cursor.fetchone()
    return str(row[0]) if row else NOTHING


def _set(value: str) -> None:
    # A setting made inside a transaction is undone by its rollback, so only what is set
    # outside one may be remembered; remembering saves a statement a request.
    raw = connection.connection
    seen_by, seen = getattr(connection, "upheld_scope", None) or (None, None)
    if raw is not None and not connection.in_atomic_block and seen_by is raw and seen == value:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, false)", [SETTING, value])
    # The connection itself, not its number: a later one may be given the same.
    remembered = None if connection.in_atomic_block else (connection.connection, value)
    connection.upheld_scope = remembered  # type: ignore[attr-defined]
