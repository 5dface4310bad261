"""Chooses the user that the server runs as, and sets the ownership of its files.

PostgreSQL refuses to run as root. Where we are root, a user namespace mapped to nobody satisfies it
while every file stays root's, even inside a private folder, and no account is made. Where
namespaces are barred, as in many containers, the server runs as nobody, with its files under a
path that nobody can enter.
"""

from __future__ import annotations

import functools
import os
import pwd
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from upheld.embedded import child
from upheld.embedded.binaries import Binaries
from upheld.embedded.errors import CannotStart
from upheld.embedded.layout import SHARED_HOME, Layout

CHILD = Path(child.__file__)


@dataclass(frozen=True)
class Identity:
    """``name`` is what `child` calls it; ``user`` and ``group`` own the data, seen from outside."""

    name: str
    user: int
    group: int


def choose() -> Identity:
    """The identity for this process."""
    user, group = os.geteuid(), os.getegid()
    if user != 0 and _has_account(user):
        return Identity("self", user, group)
    if namespaces_allowed():
        return Identity("namespace", user, group)
    if user != 0:
        return Identity("self", user, group)
    nobody = pwd.getpwnam("nobody")
    return Identity("nobody", nobody.pw_uid, nobody.pw_gid)


def _has_account(user: int) -> bool:
    try:
        pwd.getpwuid(user)
    except KeyError:
        return False
    return True


@functools.cache
def namespaces_allowed() -> bool:
    """Whether a user namespace can be entered here (Linux, and not barred by a container)."""
    if not sys.platform.startswith("linux"):
        return False
    true = shutil.which("true") or "/bin/true"
    return subprocess.run(command("namespace", "none", [true]), capture_output=True, check=False).returncode == 0


def command(identity: str, watch: str, program: list[str]) -> list[str]:
    """The command line that runs ``program`` under an identity, tied to this process by ``watch``."""
    return [sys.executable, "-I", "-S", str(CHILD), identity, watch, str(os.getpid()), *program]


def settle(layout: Layout, identity: Identity) -> None:
    """Make the folders, private, and give them to the identity."""
    layout.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    if identity.name == "nobody" and layout.home == layout.root and not _enterable(layout.root):
        _move(layout)
    layout.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    layout.sockets.mkdir(exist_ok=True, mode=0o700)
    if layout.sockets.parent != layout.home:
        _refuse_foreign(layout.sockets, identity)
    if os.geteuid() == 0:
        if identity.name == "nobody":
            layout.home.chmod(0o711)
        for folder in (layout.data, layout.sockets):
            give(folder, identity)


def _move(layout: Layout) -> None:
    home = SHARED_HOME / layout.digest
    SHARED_HOME.mkdir(parents=True, exist_ok=True, mode=0o755)
    SHARED_HOME.chmod(0o755)
    home.mkdir(exist_ok=True, mode=0o711)
    if layout.data.exists():
        shutil.move(layout.data, home / "data")
    layout.moved.write_text(str(home), encoding="utf-8")


def _enterable(path: Path) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents)


def _refuse_foreign(folder: Path, identity: Identity) -> None:
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in {os.geteuid(), identity.user}:
        raise CannotStart(
            f"{folder} belongs to somebody else; have it removed, or set UPHELD_DATA_DIR to a shorter path"
        )


def give(folder: Path, identity: Identity) -> None:
    """Give a folder and its contents to the identity; only root has to, and can."""
    if os.geteuid() != 0 or not folder.exists() or folder.stat().st_uid == identity.user:
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, identity.user, identity.group, follow_symlinks=False)


def reachable(binaries: Binaries, identity: Identity) -> Binaries:
    """The programs, or a copy of them where the identity cannot run them in place."""
    if identity.name != "nobody" or _runs(binaries, identity):
        return binaries
    target = SHARED_HOME / f"postgresql-{Layout(binaries.folder).digest}"
    if not target.exists():
        unfinished = target.with_suffix(f".{os.getpid()}")
        _copy(binaries.folder.parent, unfinished)
        unfinished.rename(target)
    return Binaries(target.joinpath(*binaries.folder.parts[-3:]), binaries.major)


def _copy(programs: Path, target: Path) -> None:
    """Copy an installation, and the libraries that a wheel keeps in a folder beside its package."""
    package = programs.parent
    libraries = package.with_name(package.name + ".libs")
    shutil.copytree(programs, target / package.name / programs.name, symlinks=True)
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name)
    for folder in (target.parent, target, *target.glob("*"), target / package.name / programs.name):
        folder.chmod(0o755)


def _runs(binaries: Binaries, identity: Identity) -> bool:
    arguments = command(identity.name, "none", [str(binaries.program("initdb")), "--version"])
    return subprocess.run(arguments, capture_output=True, check=False).returncode == 0
