"""A last line by which a file is known to be whole: its length and SHA-256 up to there."""

from __future__ import annotations

import hashlib
from pathlib import Path

FORM = "\nupheld-sealed {length:020d} {digest}\n"
SIZE = len(FORM.format(length=0, digest="0" * 64))


def put(path: Path) -> None:
    """Seal the file as it is now."""
    length = path.stat().st_size
    line = FORM.format(length=length, digest=_digest(path, length))
    with open(path, "ab") as file:
        file.write(line.encode("ascii"))


def holds(path: Path) -> bool:
    """Whether the file ends with a seal that fits it."""
    length = path.stat().st_size - SIZE
    if length < 0:
        return False
    with open(path, "rb") as file:
        file.seek(length)
        found = file.read()
    return found == FORM.format(length=length, digest=_digest(path, length)).encode("ascii")


def _digest(path: Path, length: int) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while length > 0 and (block := file.read(min(length, 1 << 20))):
            digest.update(block)
            length -= len(block)
    return digest.hexdigest()
