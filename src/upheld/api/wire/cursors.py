"""Pages of a list: how long, and from where."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, Field

from upheld.api.wire.fields import Asked, read_whole, text
from upheld.common.errors import Refused

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
