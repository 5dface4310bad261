"""The bytes of an entry: UTF-8 JSON in canonical form (RFC 8785), integers and strings only.

What is stored is what is hashed: a leaf is written once here and never serialised again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

VERSION = 1
SALT_BYTES = 32
MAX_BYTES = 65_535
"""The longest entry that a tlog-tiles bundle can carry."""
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
EMPTY_ROOT = hashlib.sha256(b"").hexdigest()
"""The root of the tree of size 0: until a checkpoint is published, that is the last one."""


class LeafTooLong(ValueError):
    """An entry would not fit into a leaf; private text belongs into a commitment."""


def encode(document: Mapping[str, object]) -> bytes:
    """The canonical bytes of a leaf.

    Raises ``LeafTooLong`` beyond 65,535 bytes and ``TypeError`` for a value that is neither
    integer nor string (nor a list or mapping of those).
    """
    plain = {key: _plain(value) for key, value in document.items() if value is not None}
    data = _canonical(plain).encode()
    if len(data) > MAX_BYTES:
        raise LeafTooLong(f"{len(data)} bytes, at most {MAX_BYTES}")
    return data


def decode(leaf: bytes | memoryview) -> dict[str, Any]:
    """Decode a leaf."""
    document: dict[str, Any] = json.loads(bytes(leaf))
    return document


def commitment(salt: bytes, value: str) -> str:
    """SHA-256 over a fresh 32-byte salt and the value: reveals nothing after the salt is erased.

    Raises ValueError for a salt of another length: bytes of the value could pass as bytes of the salt.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt of {len(salt)} bytes, not {SALT_BYTES}")
    return hashlib.sha256(salt + value.encode()).hexdigest()


def instant(at: datetime) -> str:
    """RFC 3339 in UTC with ``Z``; microseconds only when not zero."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _plain(value: object) -> object:
    kind = type(value)
    if kind is str or kind is int:
        return value
    match value:
        case bool():
            return int(value)
        case datetime():
            return instant(value)
        case list() | tuple():
            return [_plain(item) for item in value]
        case dict():
            return {str(key): _plain(item) for key, item in value.items() if item is not None}
        case int() | str():
            return value
    raise TypeError(f"a leaf holds integers and strings only, not {kind.__name__}")
