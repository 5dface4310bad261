"""Which organisations' rows this database connection may see: row security reads this setting.

Nothing entered means nothing seen. Surfaces enter the reader's organisations, the vendor's staff,
the worker and the command line enter everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from upheld import database

EVERYTHING = "all"
NOTHING = ""


def enter(organisations: Iterable[int] | None) -> None:
    """Let this connection see the rows of these organisations only; ``None`` is everything."""
    value = (
        EVERYTHING
        if organisations is None
        else ",".join(str(int(organisation)) for organisation in sorted(set(organisations)))
    )
    database.enter(value)


def leave() -> None:
    """See nothing again."""
    database.enter(NOTHING)


@contextmanager
def everything() -> Iterator[None]:
    """Everything, for the length of a block; then what was seen before."""
    before = database.entered()
    enter(None)
    try:
        yield
    finally:
        database.enter(before or NOTHING)
