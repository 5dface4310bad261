"""Checks the free disk space of the embedded database and refuses writes before it runs out.

Below `LOW_BYTES` or `LOW_SHARE` nothing large is taken in or made (uploads, exports, jobs). Below `FULL_BYTES` nothing
is written; reading goes on. A server of one's own has its disk elsewhere: there, its error ``53100`` says the same for
`NOTED_SECONDS`. Nothing has to be done when space is back.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings

from upheld.operations.errors import Refused

MIB = 1024 * 1024
LOW_BYTES, LOW_SHARE = 1024 * MIB, 0.05
FULL_BYTES = 256 * MIB
NOTED_SECONDS = 10.0
DISK_FULL_STATE = "53100"

Level = Literal["ok", "low", "full"]


@dataclass(frozen=True, slots=True)
class Space:
    """Bytes free for us and bytes altogether."""

    free: int
    total: int

    @property
    def level(self) -> Level:
        if self.free < FULL_BYTES:
            return "full"
        return "low" if self.free < LOW_BYTES or self.free < LOW_SHARE * self.total else "ok"


class NoSpace(Refused):
    """The disk is too full for this act."""


def of_folder() -> Space | None:
    """The space of the embedded database's disk; None for a server of one's own, or before there is a folder."""
    folder: Path | None = settings.DISK_FOLDER
    try:
        status = os.statvfs(folder) if folder is not None else None
    except OSError:
        return None
    return status and Space(status.f_bavail * status.f_frsize, status.f_blocks * status.f_frsize)


_read: Callable[[], Space | None] = of_folder
_noted_until = 0.0


@contextmanager
def reading(read: Callable[[], Space | None]) -> Iterator[None]:
    """Use another function to read the space within the block, in this process."""
    global _read  # noqa: PLW0603  (there is one disk)
    before, _read = _read, read
    try:
        yield
    finally:
        _read = before


def space() -> Space | None:
    """The space now."""
    return _read()


def level() -> Level:
    """How full the disk is, as far as is known."""
    if time.monotonic() < _noted_until:
        return "full"
    current = space()
    return current.level if current else "ok"


def refuse_writes() -> None:
    """Raises `NoSpace` where nothing may be written."""
    current = space()
    if current is not None and current.level == "full":
        raise NoSpace("disk_full")


def refuse_large() -> None:
    """Raises `NoSpace` where nothing large may be taken in or made."""
    current = space()
    if current is not None and current.level != "ok":
        raise NoSpace("disk_full" if current.level == "full" else "disk_low")


def forget() -> None:
    """Forget what a server said about its disk."""
    global _noted_until  # noqa: PLW0603  (there is one disk)
    _noted_until = 0.0


def is_full(error: BaseException) -> bool:
    """Whether a database error says that a disk is full, or came while ours is; remembered for `level`."""
    global _noted_until  # noqa: PLW0603  (there is one disk)
    causes = (error, error.__cause__)
    if any(getattr(cause, "sqlstate", None) == DISK_FULL_STATE for cause in causes):
        _noted_until = time.monotonic() + NOTED_SECONDS
        return True
    current = space()
    return current is not None and current.level == "full"
