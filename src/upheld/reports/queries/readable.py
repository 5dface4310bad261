"""Skips damaged rows: they are logged and left out, so that the rest of a list can be read."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from django.db.models import Model

from upheld.database.unreadable import is_damaged
from upheld.operations.errors import Refused

log = logging.getLogger(__name__)
M = TypeVar("M", bound=Model)
T = TypeVar("T")
UNREADABLE = (Refused, ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
"""Errors that making a view of a damaged row may raise."""


class UnreadableRow(ValueError):
    """A column of a row holds a value that cannot be read."""


def readable(rows: Iterable[M], view: Callable[[M], T]) -> Iterator[T]:
    """Yield a view of each row that can be read."""
    for row in rows:
        try:
            yield _read(row, view)
        except UNREADABLE:
            log.exception("%s %s is damaged and left out", row._meta.db_table, row.pk)


def unreadable(rows: Iterable[M], view: Callable[[M], object]) -> tuple[str, ...]:
    """The damaged rows, as table name and primary key."""
    return tuple(f"{row._meta.db_table} {row.pk}" for row in rows if not _can_be_read(row, view))


def _read(row: M, view: Callable[[M], T]) -> T:
    if is_damaged(row):
        raise UnreadableRow
    return view(row)


def _can_be_read(row: M, view: Callable[[M], object]) -> bool:
    try:
        _read(row, view)
    except UNREADABLE:
        return False
    return True
