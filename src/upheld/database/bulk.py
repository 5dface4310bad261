"""Inserts many rows in one statement, without building a model instance for each.

A few rows are written out one by one, which PostgreSQL runs fastest; more travel as one array a column, in its
binary form, which is written many times faster than text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from typing import Any

from django.db import connection

FEW = 4

Types = tuple[tuple[str, str], ...]
"""Columns and their types in PostgreSQL: the program's own, never a person's."""
Column = tuple[str, Sequence[Any]]
"""The column's type in PostgreSQL, and its values."""


def shape(rows: Sequence[Any]) -> int:
    """The cache key for a number of rows: the number itself up to ``FEW``, and ``FEW + 1`` for any more."""
    return min(len(rows), FEW + 1)


@lru_cache(maxsize=256)
def from_rows(types: Types, shape: int) -> str:
    """The SQL for a ``FROM`` clause: the rows as a table ``incoming`` with these columns."""
    names = ", ".join(f'"{name}"' for name, _ in types)
    if 0 < shape <= FEW:
        row = ", ".join(f"%b::{kind}" for _, kind in types)
        return f"(VALUES {', '.join([f'({row})'] * shape)}) AS incoming ({names})"
    return f"unnest({', '.join(f'%b::{kind}[]' for _, kind in types)}) AS incoming ({names})"


def parameters(types: Types, rows: Sequence[Sequence[Any]]) -> list[Any]:
    """The parameters of the SQL of `from_rows`, in order."""
    if 0 < len(rows) <= FEW:
        return list(chain.from_iterable(rows))
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in types]


def insert(table: str, columns: Mapping[str, Column]) -> int:
    """Insert rows, column by column; rows that violate a unique key are skipped. Returns how many were inserted.

    Values of a ``jsonb`` column are given as JSON text.
    """
    types = tuple((name, kind) for name, (kind, _) in columns.items())
    rows = list(zip(*(column for _, column in columns.values()), strict=True))
    with connection.cursor() as cursor:
        cursor.execute(_insert(table, types, shape(rows)), parameters(types, rows))
        return int(cursor.rowcount)


def upsert(
    table: str,
    types: Types,
    key: Sequence[str],
    shape: int,
    expressions: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The statement that inserts rows, and overwrites those whose key is there.

    ``expressions`` are the columns whose value is not simply what was passed in.
    """
    columns = dict(types)
    values = ", ".join(expressions.get(name, f"incoming.{name}") for name in columns)
    updates = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in key)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {from_rows(types, shape)}"  # noqa: S608
        f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {updates}"
    )


@lru_cache(maxsize=64)
def _insert(table: str, types: Types, shape: int) -> str:
    names = ", ".join(f'"{name}"' for name, _ in types)
    values = ", ".join(f'incoming."{name}"::{kind}' for name, kind in types)
    texts = tuple((name, "text" if kind == "jsonb" else kind) for name, kind in types)
    return f'INSERT INTO "{table}" ({names}) SELECT {values} FROM {from_rows(texts, shape)} ON CONFLICT DO NOTHING'  # noqa: S608
