"""Many rows in one statement, at a fraction of the cost of building an object for each.

A few rows are written out one by one, which PostgreSQL runs fastest; more travel as one array a column, in its
binary form, which is written many times faster than text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db import connection

FEW = 4

Types = tuple[tuple[str, str], ...]
"""Columns and their types in PostgreSQL: the program's own, never a person's."""
Column = tuple[str, Sequence[Any]]
"""The column's type in PostgreSQL, and its values."""


def shape(rows: Sequence[Any]) -> int:
    """How `given` writes so many rows: as many as they are, or one more than a few."""
    return min(len(rows), FEW + 1)


@lru_cache(maxsize=256)
def given(types: Types, shape: int) -> str:
    """What stands behind ``FROM``: the rows, as a table ``given`` with these columns."""
    names = ", ".join(f'"{name}"' for name, _ in types)
    if 0 < shape <= FEW:
        row = ", ".join(f"%b::{kind}" for _, kind in types)
        return f"(VALUES {', '.join([f'({row})'] * shape)}) AS given ({names})"
    return f"unnest({', '.join(f'%b::{kind}[]' for _, kind in types)}) AS given ({names})"


def parameters(types: Types, rows: Sequence[Sequence[Any]]) -> list[Any]:
    """The values of rows, in the order in which `given` asks for them."""
    if 0 < len(rows) <= FEW:
        return list(chain.from_iterable(rows))
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in types]


def insert(table: str, columns: Mapping[str, Column]) -> int:
    """Insert rows, column by column; rows that are there already, by any unique key, stay. Returns how many were new.

    Values of a ``jsonb`` column are given as JSON text.
    """
    types = tuple((name, kind) for name, (kind, _) in columns.items())
    rows = list(zip(*(column for _, column in columns.values()), strict=True))
    with connection.cursor() as cursor:
        cursor.execute(_insert(table, types, shape(rows)), parameters(types, rows))
        return int(cursor.rowcount)


@lru_cache(maxsize=64)
def _insert(table: str, types: Types, shape: int) -> str:
    names = ", ".join(f'"{name}"' for name, _ in types)
    values = ", ".join(f'given."{name}"::{kind}' for name, kind in types)
    texts = tuple((name, "text" if kind == "jsonb" else kind) for name, kind in types)
    return f'INSERT INTO "{table}" ({names}) SELECT {values} FROM {given(texts, shape)} ON CONFLICT DO NOTHING'  # noqa: S608
