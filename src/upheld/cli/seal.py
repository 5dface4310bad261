"""The seal: a last line with the length and SHA-256 of a file, to detect damage."""

from __future__ import annotations

import hashlib
from pathlib import Path

FORM = "\nupheld-sealed {length:020d} {digest}\n"
SIZE = len(FORM.format(length=0, digest="0" * 64))


def append(path: Path) -> None:
    """Append the seal to the file."""
    length = path.stat().st_size
    line = FORM.format(length=length, digest=_digest(path, length))
    with open(path, "ab") as file:
        file.write(line.encode("ascii"))


def holds(path: Path) -> bool:
    """Whether the file ends with a valid seal."""
    length = path.stat().st_size - SIZE
    if length < 0:
        return False
    with open(path, "rb") as file:
        file.seek(length)
        line = file.read()
    return line == FORM.format(length=length, digest=_digest(path, length)).encode("ascii")


def _digest(path: Path, length: int) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while length > 0 and (block := file.read(min(length, 1 << 20))):
            digest.update(block)
            length -= len(block)
    return digest.hexdigest()
