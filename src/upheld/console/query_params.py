"""Values from an address: what cannot be read is none."""

from __future__ import annotations

LARGEST = 2**63 - 1


def number_of(text: str | None) -> int | None:
    """A positive id."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 19:
        return None
    number = int(text)
    return number if 0 < number <= LARGEST else None
