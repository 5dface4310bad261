"""Checks permissions and names for operations on contracts and products."""

from __future__ import annotations

from upheld.accounts.actor import Actor
from upheld.accounts.roles import MANAGERS
from upheld.markup.names import NotAName, clean_name
from upheld.operations.errors import NotAllowed, Refused

NAME_MAX = 200


class CannotContract(Refused):
    """A contract or a product cannot be saved with these values."""


def must_manage(by: Actor) -> None:
    """Raise NotAllowed unless the actor is a manager or an administrator."""
    if not by.is_system and not by.staff_roles & MANAGERS:
        raise NotAllowed("may_not_contract")


def checked_name(value: str, *, field: str = "name", most: int = NAME_MAX) -> str:
    """Validate a name and trim it (`upheld.markup.names`). Raises CannotContract."""
    try:
        return clean_name(value, longest=most)
    except NotAName as error:
        raise CannotContract("name_with_address" if error.address else "bad_name", field=field, most=most) from None
