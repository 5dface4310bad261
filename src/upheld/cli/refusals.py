"""Errors that an operator can put right, each as one message without a traceback."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from importlib import import_module

import click

PLAIN = (
    ("upheld.config.databases", "UnfitServer"),
    ("upheld.cli.archive", "CannotSave"),
    ("upheld.cli.archive", "CannotRestore"),
    ("upheld.cli.unfinished", "CannotWrite"),
    ("upheld.embedded", "CannotStart"),
    ("upheld.database.timekeeping.state", "TimeHeld"),
    ("psycopg", "OperationalError"),
)
"""Errors whose own text says what would help. Imported when needed: the core runs without the server's packages."""

UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""Errors of writing to standard output or into an open file, which name no file."""

BEHIND = (
    "the database is not brought up to this version: run upheld migrate. "
    "Is it the right one? upheld check says which folder or address is used"
)
NOT_OWNER = (
    "{error}; the role of this connection lacks a right. Set UPHELD_MIGRATE_URL to the role that owns the tables, "
    "run upheld migrate, then upheld check"
)


def message(error: Exception) -> str | None:
    """The message of an error that an operator can fix; None for a fault of the program, which needs its traceback."""
    from upheld.config.env import WrongSettings

    if isinstance(error, WrongSettings):
        return str(error)
    if isinstance(error, ModuleNotFoundError):
        return missing_package(error, command=click.get_current_context().command.name or "")
    if isinstance(error, UnicodeDecodeError):
        return "a file that this command reads is not UTF-8 text; save it as UTF-8"
    if isinstance(error, OSError) and (text := unusable_file(error)) is not None:
        return text
    return _from_database(error)


def unusable_file(error: OSError) -> str | None:
    """Which file cannot be read or written, and why; None where it is neither a named file nor a full device."""
    reason = error.strerror or str(error)
    if error.filename is not None:
        return f"{_text(error.filename)}: {reason}"
    return f"cannot write: {reason}" if error.errno in UNWRITABLE else None


def missing_package(error: ModuleNotFoundError, *, command: str) -> str | None:
    """What to install where a package is missing; None where the missing module is one of ours."""
    if not error.name or error.name.partition(".")[0] == "upheld":
        return None
    return f'“{command}” needs {error.name}, which is not installed; in the source folder, run: pip install ".[server]"'


def _text(filename: object) -> str:
    return filename.decode("utf-8", "replace") if isinstance(filename, bytes) else str(filename)


def _from_database(error: Exception) -> str | None:
    """Django wraps the driver's errors, some of them twice. Without the driver there are none."""
    try:
        from psycopg.errors import InsufficientPrivilege, ReadOnlySqlTransaction, UndefinedColumn, UndefinedTable
    except ModuleNotFoundError:
        return None

    for raised in _chain(error):
        if isinstance(raised, UndefinedTable | UndefinedColumn):
            return BEHIND
        if isinstance(raised, InsufficientPrivilege):
            return NOT_OWNER.format(error=str(raised).strip().partition("\n")[0])
        if isinstance(raised, ReadOnlySqlTransaction):
            return "the database is read-only, a standby perhaps; use the address of the primary server"
        if isinstance(raised, tuple(_plain_kinds())):
            return str(raised).strip()
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _plain_kinds() -> Iterator[type[Exception]]:
    for module, name in PLAIN:
        yield getattr(import_module(module), name)
