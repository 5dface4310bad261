"""Pages of a list: how long, and from where."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field

from upheld.api.wire.fields import Asked, read_whole, text
from upheld.common.errors import Refused

T = TypeVar("T")
Limit = Annotated[int, Field(ge=1, le=200), BeforeValidator(read_whole)]


class BadCursor(Refused):
    """A cursor that no page gave."""

    def __init__(self) -> None:
        super().__init__("bad_cursor", field="cursor")


class Paged(Asked):
    """Which part of a list."""

    cursor: str | None = text(2_000, default=None, description="The next of the page before; left out for the first.")
    limit: Limit = Field(50, description="How many at most.")


def number(cursor: str | None) -> int | None:
    """The id in a cursor that is one; raises BadCursor."""
    if cursor is None:
        return None
    if not re.fullmatch(r"[1-9]\d{0,15}", cursor, re.ASCII):
        raise BadCursor
    return int(cursor)


def cut(
    found: Sequence[T], asked: Paged, *, key: Callable[[T], Any] = attrgetter("id")
) -> tuple[Sequence[T], str | None]:
    """The part of a list that is asked for, and the cursor of the next. ``key`` names each line.

    For lists that are read whole: a cursor is the name of the last line shown, so that what is added or taken away
    meanwhile neither hides nor repeats one. Raises BadCursor for a line that is no more.
    """
    names = [str(key(one)) for one in found] if asked.cursor is not None else []
    if asked.cursor is not None and asked.cursor not in names:
        raise BadCursor
    start = names.index(asked.cursor) + 1 if asked.cursor is not None else 0
    part = found[start : start + asked.limit]
    return part, str(key(part[-1])) if start + asked.limit < len(found) else None
