"""Finds PostgreSQL's client programs: pg_dump, pg_restore and psql of one major version.

A saved database is written by the programs of its server's own major version: those of a newer one write
statements that the older server does not know. Programs are looked for in the folder that was set, in the
packages and system folders of `binaries`, and on the path.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from upheld.embedded.binaries import SYSTEM, Binaries, system_folders, wheel_folders
from upheld.embedded.errors import NoBinaries

PROGRAMS = ("pg_dump", "pg_restore", "psql")
WRAPPER = "pg_wrapper"
"""Debian's programs on the path choose a version by themselves."""


def of_server(setting: Path | None, major: int, *, folders: Sequence[Path] | None = None) -> Binaries:
    """The programs of this major version. Raises NoBinaries, whose text says what to install."""
    for clients in available(setting, folders=folders):
        if clients.major == major:
            return clients
    raise _none(f"of PostgreSQL {major}", major)


def to_restore(setting: Path | None, *, server: int, archive: int, folders: Sequence[Path] | None = None) -> Binaries:
    """Programs that can read a file of version ``archive`` and connect to ``server``, preferably of its version.

    Raises NoBinaries.
    """
    fit = [clients for clients in available(setting, folders=folders) if clients.major >= archive]
    if not fit:
        raise _none(f"of PostgreSQL {archive} or newer, which wrote the file,", archive)
    return min(fit, key=lambda clients: (clients.major != server, clients.major))


def newest(setting: Path | None, *, folders: Sequence[Path] | None = None) -> Binaries:
    """The newest programs, which read every file of a supported version. Raises NoBinaries."""
    programs = list(available(setting, folders=folders))
    if not programs:
        raise _none("of PostgreSQL", 18)
    return max(programs, key=lambda clients: clients.major)


def available(setting: Path | None, *, folders: Sequence[Path] | None = None) -> Iterator[Binaries]:
    """All programs found, each folder once, in the order in which they are preferred."""
    visited: set[Path] = set()
    for folder in [*([setting] if setting else []), *(everywhere() if folders is None else folders)]:
        resolved = folder.resolve()
        if resolved in visited:
            continue
        visited.add(resolved)
        if (major := _major(folder)) is not None:
            yield Binaries(folder, major)


def everywhere() -> Iterator[Path]:
    """Folders that may hold the programs."""
    yield from wheel_folders()
    yield from system_folders(SYSTEM)
    if (program := shutil.which("pg_dump")) is not None and Path(program).resolve().name != WRAPPER:
        yield Path(program).parent


def _major(folder: Path) -> int | None:
    """The version of the programs in ``folder``; None where one is missing or does not run."""
    if not all(os.access(folder / name, os.X_OK) for name in PROGRAMS):
        return None
    try:
        result = subprocess.run(
            [folder / "pg_dump", "--version"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"\) (\d+)", result.stdout)
    return int(match[1]) if match else None


def _none(which: str, major: int) -> NoBinaries:
    return NoBinaries(
        f"no client programs {which} were found (pg_dump, pg_restore, psql); install them, on Debian and Ubuntu: "
        f"apt install postgresql-client-{major}, or set UPHELD_PG_BIN to their folder"
    )
