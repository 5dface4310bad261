"""Sets which organisations' rows a connection can see, through the setting that the row security policies read.

Without a scope no row is visible. Customers' people get the scope of their organisations; the vendor's staff, the
worker and the command line see everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from upheld import database

EVERYTHING = "all"
NOTHING = ""


def enter(organisations: Iterable[int] | None) -> None:
    """Make only the rows of these organisations visible; ``None`` makes all rows visible."""
    value = (
        EVERYTHING
        if organisations is None
        else ",".join(str(int(organisation)) for organisation in sorted(set(organisations)))
    )
    database.set_scope(value)


def leave() -> None:
    """Make no row visible."""
    database.set_scope(NOTHING)


@contextmanager
def everything() -> Iterator[None]:
    """Make all rows visible within the block, then restore the previous scope."""
    before = database.current_scope()
    enter(None)
    try:
        yield
    finally:
        database.set_scope(before or NOTHING)
