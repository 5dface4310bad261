"""Conversion of entered instants to UTC."""

from __future__ import annotations

from datetime import UTC, datetime

from upheld.desk.errors import CannotAct


def in_utc(value: datetime | None, *, field: str) -> datetime | None:
    """Converts an instant to UTC; ``None`` stays ``None``. Raises CannotAct (no_instant) if UTC has no date for it."""
    try:
        return value and value.astimezone(UTC)
    except OverflowError as error:
        raise CannotAct("no_instant", field=field) from error
