"""The paths of the files of an embedded database."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

OWNER_ROLE = "upheld_owner"
APP_ROLE = "upheld_app"
SUPERUSER = "postgres"
DATABASE = "upheld"
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 103
"""The kernel's limit for a socket's path is 107 bytes on Linux and 103 on macOS."""

SHARED_HOME = Path("/var/lib/upheld")
"""Used only where the server must run as another user, who cannot enter the folder asked for."""


@dataclass(frozen=True)
class Layout:
    """The paths under ``root``, the folder asked for."""

    root: Path

    @property
    def lock(self) -> Path:
        return self.root / "owner.lock"

    @property
    def log(self) -> Path:
        return self.root / "server.log"

    @property
    def moved(self) -> Path:
        """Holds the path of ``home`` where that is not ``root``."""
        return self.root / "moved"

    @property
    def home(self) -> Path:
        try:
            return Path(self.moved.read_text(encoding="utf-8").strip())
        except FileNotFoundError:
            return self.root

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    @property
    def sockets(self) -> Path:
        """Folder of the socket; a short one elsewhere where the path would be too long for a socket."""
        usual = self.home / "run"
        if len(os.fsencode(usual / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return usual
        return Path(f"/tmp/upheld-{os.geteuid()}-{self.digest}")  # noqa: S108 - made 0700 and its owner checked

    @property
    def digest(self) -> str:
        return hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address of ``database`` as ``role``."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets))}"
