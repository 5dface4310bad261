"""Names the text of a draft, so that a change can be bound to what its author has read."""

from __future__ import annotations

from hashlib import sha256


def source_sha256(source: str) -> str:
    """The SHA-256 of a source in hexadecimal; empty for no source."""
    return sha256(source.encode("utf-8", "replace")).hexdigest() if source else ""
