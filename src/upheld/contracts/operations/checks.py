"""Who may write contracts and products, and what both are called."""

from __future__ import annotations

from upheld.accounts.actor import Actor
from upheld.accounts.roles import MANAGERS
from upheld.operations.errors import NotAllowed, Refused

NAME_MAX = 200


class CannotContract(Refused):
    """A contract or a product cannot be written as given."""


def must_manage(by: Actor) -> None:
    """Raises NotAllowed for all but managers and administrators."""
    if not by.is_system and not by.staff_roles & MANAGERS:
        raise NotAllowed("may_not_contract")


def checked_name(value: str, *, field: str = "name", most: int = NAME_MAX) -> str:
    """A name without the space around it; raises CannotContract."""
    text = value.strip()
    if not text or len(text) > most or "\x00" in text:
        raise CannotContract("bad_name", field=field, most=most)
    return text
