"""Reads values of query parameters."""

from __future__ import annotations

MAX_ID = 2**63 - 1


def number_of(text: str | None) -> int | None:
    """Returns a positive id, or ``None`` if the text is not one."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 19:
        return None
    number = int(text)
    return number if 0 < number <= MAX_ID else None
