"""Writes a file that appears under its name only when it is complete.

It is written beside that name. A lock on it says that somebody still writes, so that two that write to one name do not
mix their bytes, and that what a killed process left behind can be told apart and removed.
"""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

SUFFIX = ".unfinished"


class CannotWrite(Exception):
    """The file cannot be written under this name."""


@contextmanager
def new_file(target: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Open a draft of ``target``, readable by its owner only. The end of the block renames it; an error removes it.

    A link is followed: what it leads to is written. Raises CannotWrite.
    """
    target = target.resolve()
    if target.exists() and not stat.S_ISREG(target.stat().st_mode):
        raise CannotWrite(f"{target} is no plain file; name a file of your own")
    draft = target.with_name(target.name + SUFFIX)
    # Not in append mode: whoever writes an archive goes back to complete its headers.
    with open(draft, "r+b", opener=lambda name, flags: os.open(name, flags | os.O_CREAT, 0o600)) as file:
        if not _is_free(file, draft):
            raise CannotWrite(f"{draft} is being written by another process; wait for its end, or name another file")
        try:
            file.truncate()
            yield draft, file
            os.fsync(file.fileno())
            draft.replace(target)
            _keep_name(target.parent)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise


def remove_left(folder: Path) -> Iterator[Path]:
    """Remove the drafts in ``folder`` that nobody writes any more; those that are removed."""
    for draft in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            with open(draft, "ab") as file:
                if _is_free(file, draft):
                    draft.unlink()
                    yield draft
        except FileNotFoundError:
            continue


def _is_free(file: BinaryIO, draft: Path) -> bool:
    """Lock the file and return True unless another process writes it. Programs that we start inherit the lock."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(file.fileno()), draft.stat())
    except (BlockingIOError, FileNotFoundError):
        return False


def _keep_name(folder: Path) -> None:
    """Sync the folder, so that the new name survives a power loss."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
