"""The manifest at the end of a saved database: the versions of server and desk, and the rows of each table."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from upheld.cli import seal

MARK = b"\nupheld-manifest "
LONGEST = 1 << 20
"""Bytes from the end of a file in which its manifest is looked for."""


@dataclass(frozen=True)
class Manifest:
    """``server`` is the major version of PostgreSQL that it was saved from; ``rows`` has every table by name."""

    server: int
    upheld: str
    saved_at: str
    rows: dict[str, int]


def append(path: Path, manifest: Manifest) -> None:
    """Write the manifest behind the archive; `seal.append` comes after it."""
    with open(path, "ab") as file:
        file.write(MARK + json.dumps(asdict(manifest), sort_keys=True).encode("ascii"))


def read(path: Path) -> Manifest | None:
    """The manifest of a file; None where an earlier version saved it without one, or the file is damaged."""
    end = max(0, path.stat().st_size - seal.SIZE)
    with open(path, "rb") as file:
        file.seek(max(0, end - LONGEST))
        _, mark, text = file.read(min(end, LONGEST)).rpartition(MARK)
    try:
        return Manifest(**json.loads(text)) if mark else None
    except (ValueError, TypeError):
        return None
