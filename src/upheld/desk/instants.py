"""Instants that people write."""

from __future__ import annotations

from datetime import UTC, datetime

from upheld.desk.errors import CannotAct


def in_utc(value: datetime | None, *, field: str) -> datetime | None:
    """The instant in UTC; ``None`` stays. CannotAct (no_instant) where UTC has no date for it."""
    try:
        return value and value.astimezone(UTC)
    except OverflowError as error:
        raise CannotAct("no_instant", field=field) from error
