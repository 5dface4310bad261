"""Reads the portal's query parameters. Access is decided by ``audience.customer`` on each view."""

from __future__ import annotations

from upheld.accounts.request import Request
from upheld.operations.errors import NotFound

LARGEST = 2**63 - 1


def number_of(text: str | None) -> int | None:
    """Parse a positive id. Returns ``None`` for anything else."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 19:
        return None
    number = int(text)
    return number if 0 < number <= LARGEST else None


def organisation_of(request: Request, text: str | None = None) -> int:
    """Return the requested organisation, else the reader's first. Raises NotFound if it is not theirs."""
    value = text if text is not None else request.GET.get("organisation")
    own = request.person.organisations
    if not value and own:
        return min(own)
    chosen = number_of(value)
    if chosen is None or chosen not in own:
        raise NotFound
    return chosen
