"""Pagination: page sizes and cursors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from upheld.api.wire.fields import FIRST, QueryParams, read_whole, text
from upheld.operations.paging import CURSOR_MAX, MOST, BadCursor, read_cursor

__all__ = ["BadCursor", "Limit", "PageQuery", "cap_at_now", "read_id_cursor", "read_snapshot_cursor"]
Limit = Annotated[int, Field(ge=1, le=MOST), BeforeValidator(read_whole)]


class PageQuery(QueryParams):
    """Which part of a list."""

    cursor: str | None = text(
        CURSOR_MAX, default=None, description="The next of the page before; left out for the first."
    )
    limit: Limit = Field(50, description="How many at most.")


def read_id_cursor(cursor: str | None) -> int | None:
    """Return the id that a cursor holds, or None for the first page. Raises BadCursor."""
    if cursor is None:
        return None
    if not re.fullmatch(r"[1-9]\d{0,15}", cursor, re.ASCII):
        raise BadCursor
    return int(cursor)


def read_snapshot_cursor(
    cursor: str | None, kinds: Sequence[type], *, as_of: datetime | None, now: datetime
) -> tuple[datetime, tuple[Any, ...] | None]:
    """Return the instant as of which a list is computed, and the position after which its next page begins.

    The cursor of a computed list begins with that instant, so that all pages are computed as of the same instant,
    whatever happens between two requests. ``kinds`` are the types of the rest of the cursor. Raises BadCursor, also if
    the cursor belongs to another instant than ``as_of``.
    """
    if cursor is None:
        return cap_at_now(as_of, now), None
    instant, *place = read_cursor(cursor, (datetime, *kinds))
    ahead = as_of is not None and as_of > now
    if not FIRST <= instant <= now or (as_of not in (None, instant) and not ahead):
        raise BadCursor
    return instant, tuple(place)


def cap_at_now(as_of: datetime | None, now: datetime) -> datetime:
    """Return ``as_of``, but no later than ``now``; without ``as_of``, ``now``."""
    return now if as_of is None else min(as_of, now)
