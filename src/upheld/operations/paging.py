"""Keyset pagination: a cursor holds the sort values of the last row of a page.

Rows that are added or deleted between two pages cause no gap and no repetition, and later pages cost as much as the
first.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from math import isfinite
from operator import or_
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from upheld.operations.errors import Refused

M = TypeVar("M", bound=Model)
S = TypeVar("S")
T = TypeVar("T")
MOST = 200
CURSOR_MAX = 4_000
NUMBER_MAX = 2**62


class BadCursor(Refused):
    """The cursor was not produced by `write_cursor`."""

    def __init__(self) -> None:
        super().__init__("bad_cursor", field="cursor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[T]):
    """One page of a list; ``after`` is the cursor of the next, ``None`` at the end."""

    items: tuple[T, ...]
    after: str | None = None

    def of(self, shape: Callable[[T], S]) -> Listing[S]:
        """The same page with ``shape`` applied to each item."""
        return Listing(items=tuple(shape(item) for item in self.items), after=self.after)


NAME: Mapping[str, type] = {"name": str, "pk": int}
NEWEST: Mapping[str, type] = {"-pk": int}


def page(rows: QuerySet[M], *, by: Mapping[str, type], after: str | None, limit: int) -> Listing[M]:
    """Up to ``limit`` rows after a cursor. ``by`` are the sort columns (``-``: descending) with their types.

    Together they must be unique, and none may be null. Raises `BadCursor`.
    """
    limit = max(1, min(limit, MOST))
    if after:
        rows = rows.filter(_beyond(list(by), read_cursor(after, list(by.values()))))
    items = list(rows.order_by(*by)[: limit + 1])
    more = len(items) > limit
    last = write_cursor(_value(items[limit - 1], column.lstrip("-")) for column in by) if more else None
    return Listing(items=tuple(items[:limit]), after=last)


def _beyond(columns: Sequence[str], values: Sequence[Any]) -> Q:
    steps = []
    for place, column in enumerate(columns):
        name, way = column.lstrip("-"), "lt" if column.startswith("-") else "gt"
        same = {earlier.lstrip("-"): values[index] for index, earlier in enumerate(columns[:place])}
        steps.append(Q(**same, **{f"{name}__{way}": values[place]}))
    return reduce(or_, steps)


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def write_cursor(values: Iterable[Any]) -> str:
    """The cursor for a row with these sort values."""
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain, ensure_ascii=False).encode()).decode().rstrip("=")


def read_cursor(cursor: str, kinds: Sequence[type]) -> list[Any]:
    """The values in a cursor: one of each kind (``str``, ``int``, ``float``, ``datetime``). Raises `BadCursor`."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor[:CURSOR_MAX] + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list):
            raise TypeError
        return [_read(value, kind) for value, kind in zip(values, kinds, strict=True)]
    except (ValueError, TypeError, RecursionError, OverflowError, binascii.Error) as error:
        raise BadCursor from error


def _read(value: Any, kind: type) -> Any:
    if kind is datetime:
        return _instant(value)
    askable = _text if kind is str else _number
    if type(value) is not kind or not askable(value):
        raise ValueError
    return value


def _text(value: Any) -> bool:
    value.encode()  # raises for half a surrogate pair
    return "\0" not in value


def _number(value: Any) -> bool:
    return isfinite(value) and abs(value) <= NUMBER_MAX


def _instant(value: str) -> datetime:
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError
    return instant.astimezone(UTC)
