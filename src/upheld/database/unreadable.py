"""Values that PostgreSQL can store and Python cannot represent: ``infinity``, years outside 1 to 9999, deep JSON.

The driver would refuse the whole result for one of them, and with it every list that has its row. Its loaders return
a marker in its place. Rows written by the product hold none: constraints refuse them (see `bounds`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import DatabaseError, models
from psycopg import DataError
from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import Dumper, Loader
from psycopg.postgres import types
from psycopg.pq import Format


class Unreadable:
    """Base class of the markers. Each is a value of the expected type, so that lists with its row go on.

    ``stored`` is the value as the server wrote it. A marker that is written goes back as that, never as its stand-in.
    """

    stored = "infinity"


class UnreadableInstant(Unreadable, datetime):
    """Sorts before or after all others, and stays a marker when it is moved or converted to another time zone."""


class UnreadableDate(Unreadable, date):
    """A date outside the years 1 to 9999."""


class UnreadableSpan(Unreadable, timedelta):
    """A span that is too long; its stand-in is zero."""


class UnreadableDocument(Unreadable, dict[str, Any]):
    """JSON that cannot be parsed: nested too deeply, or with a number of thousands of digits."""


EARLY, LATE = (1000, 1, 1), (9000, 1, 1)
"""Stand-ins that leave room for time zones and spans."""


def _day(text: str) -> tuple[int, int, int]:
    return EARLY if text.startswith("-") or text.endswith("BC") else LATE


def _instant(text: str) -> UnreadableInstant:
    return UnreadableInstant(*_day(text), tzinfo=UTC)


MARKERS: dict[str, Callable[[str], Any]] = {
    "timestamptz": _instant,
    "timestamp": lambda text: _instant(text).replace(tzinfo=None),
    "date": lambda text: UnreadableDate(*_day(text)),
    "interval": lambda text: UnreadableSpan(0),
}


def install(context: AdaptContext) -> None:
    """Make a connection return and accept markers."""
    for name in MARKERS:
        loader = context.adapters.get_loader(types[name].oid, Format.TEXT)
        if loader is not None and not issubclass(loader, _Guarded):
            context.adapters.register_loader(name, _guarded(name, loader))
    for kind in (UnreadableInstant, UnreadableDate, UnreadableSpan):
        context.adapters.register_dumper(kind, _StoredDumper)


class _Guarded(Loader):
    """Calls another loader, and returns a marker if that cannot represent the value."""


def _guarded(name: str, inner: type[Any]) -> type[_Guarded]:
    marker = MARKERS[name]

    class Guarded(_Guarded):
        timezone = getattr(inner, "timezone", None)  # Django compares it

        def __init__(self, oid: int, context: AdaptContext | None = None) -> None:
            super().__init__(oid, context)
            self._load: Callable[[Buffer], Any] = inner(oid, context).load

        def load(self, data: Buffer) -> Any:
            try:
                return self._load(data)
            except (DataError, ValueError, OverflowError):
                text = bytes(data).decode()
                value: Any = marker(text)
                value.stored = text
                return value

    return Guarded


class _StoredDumper(Dumper):
    """Writes a marker as it was stored. One that was computed from another is written as a value that is refused."""

    oid = 0  # the server derives the type from the place

    def dump(self, obj: Unreadable) -> bytes:
        return obj.stored.encode()


def document_of(text: str) -> dict[str, Any]:
    """The object in a JSON column, read without Django's field."""
    try:
        document: dict[str, Any] = json.loads(text)
    except (ValueError, RecursionError):
        return UnreadableDocument()
    return document


class JSONField(models.JSONField):
    """A JSON column with objects; a value that cannot be parsed is returned as an `UnreadableDocument`."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        try:
            return super().from_db_value(value, expression, connection)
        except (ValueError, RecursionError):
            return UnreadableDocument()

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, UnreadableDocument):
            raise DatabaseError(f"the value of {self.name} is damaged and cannot be written")
        return super().get_prep_value(value)

    def deconstruct(self) -> Any:
        """As Django's own field: the column is the same."""
        name, _path, args, keywords = super().deconstruct()
        return name, "django.db.models.JSONField", args, keywords


def is_damaged(row: object) -> bool:
    """Whether one of an object's own values is a marker: a model's row, or a schema made from one."""
    return any(isinstance(value, Unreadable) for value in vars(row).values())
