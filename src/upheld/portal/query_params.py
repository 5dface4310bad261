"""What an address of the portal asks for; who may enter is said by ``audience.customer`` on each view."""

from __future__ import annotations

from upheld.accounts.request import Request
from upheld.operations.errors import NotFound

LARGEST = 2**63 - 1


def number_of(text: str | None) -> int | None:
    """A positive id from an address; what cannot be read is none."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 19:
        return None
    number = int(text)
    return number if 0 < number <= LARGEST else None


def organisation_of(request: Request, text: str | None = None) -> int:
    """The organisation that a page is about: the one asked for, else the reader's first. Raises NotFound."""
    given = text if text is not None else request.GET.get("organisation")
    own = request.person.organisations
    if not given and own:
        return min(own)
    chosen = number_of(given)
    if chosen is None or chosen not in own:
        raise NotFound
    return chosen
