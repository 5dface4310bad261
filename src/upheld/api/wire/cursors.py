"""Pages of a list: how long, and from where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from upheld.api.wire.fields import FIRST, QueryParams, read_whole, text
from upheld.operations.paging import CURSOR_MAX, MOST, BadCursor, read_cursor

__all__ = ["BadCursor", "Limit", "Paged", "not_ahead", "number", "told_as_of"]
Limit = Annotated[int, Field(ge=1, le=MOST), BeforeValidator(read_whole)]


class Paged(QueryParams):
    """Which part of a list."""

    cursor: str | None = text(
        CURSOR_MAX, default=None, description="The next of the page before; left out for the first."
    )
    limit: Limit = Field(50, description="How many at most.")


def number(cursor: str | None) -> int | None:
    """The id in a cursor that is one; raises BadCursor."""
    if cursor is None:
        return None
    if not re.fullmatch(r"[1-9]\d{0,15}", cursor, re.ASCII):
        raise BadCursor
    return int(cursor)


def told_as_of(
    cursor: str | None, kinds: Sequence[type], *, as_of: datetime | None, now: datetime
) -> tuple[datetime, tuple[Any, ...] | None]:
    """The instant as of which a list is told, and the place after which its next page begins.

    For lists that are computed: their cursors begin with the instant, so that all pages tell of the same one, whatever
    happens between them. Raises BadCursor, also for one that was given as of another instant.
    """
    if cursor is None:
        return not_ahead(as_of, now), None
    instant, *place = read_cursor(cursor, (datetime, *kinds))
    ahead = as_of is not None and as_of > now
    if not FIRST <= instant <= now or (as_of not in (None, instant) and not ahead):
        raise BadCursor
    return instant, tuple(place)


def not_ahead(as_of: datetime | None, now: datetime) -> datetime:
    """The instant as of which something is told: none is later than now, for what is yet to happen is not known."""
    return now if as_of is None else min(as_of, now)
