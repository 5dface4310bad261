"""Decides what dates an act: the database's clock, except in demonstrations, imports and tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

_serving = False
_dates: list[datetime | None] = []
"""Of the whole process, not of a thread: acts that a test starts in threads are dated like its own."""


class ServesPeople(RuntimeError):
    """A process that serves people tried to date acts itself; there only the database's clock may."""


def serve() -> None:
    """Mark this process as one that serves people, until it ends. Raises ServesPeople where it dates acts itself."""
    global _serving  # noqa: PLW0603 - what a process is, it is as a whole
    if _dates:
        raise ServesPeople("this process dates acts itself, so it cannot serve")
    _serving = True


@contextmanager
def recording_at(instant: datetime | None = None) -> Iterator[None]:
    """Within the block acts are dated ``instant``; without one, with the ``now`` that each operation is given.

    Acts of one account stay in order: an instant before that of the account's last act becomes the microsecond
    after it. Raises ServesPeople in a process of ``upheld web`` or ``upheld worker``.
    """
    if _serving:
        raise ServesPeople("here the database's clock dates acts; recording_at() is for plays, imports and tests")
    _dates.append(instant)
    try:
        yield
    finally:
        _dates.pop()


def dating() -> bool:
    """Whether this process currently dates acts itself."""
    return bool(_dates)


def date_of(now: datetime) -> datetime | None:
    """The date of an act whose operation was called with ``now``; ``None`` if the database's clock decides."""
    return (_dates[-1] or now) if _dates else None
