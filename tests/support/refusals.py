"""Statements that the database refuses the application's role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

Parameters = Sequence[object] | Mapping[str, object]


@contextmanager
def immediately() -> Iterator[None]:
    """A transaction that checks each constraint at once."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield


def execute(statement: str, parameters: Parameters) -> int:
    """Run one statement as the application's role, with all constraints checked; gives the number of rows."""
    with immediately(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def refuse(statement: str, parameters: Parameters, reason: str) -> None:
    with pytest.raises(DatabaseError, match=reason):
        execute(statement, parameters)
