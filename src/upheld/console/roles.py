"""What the console offers to whom; whether it may be done is asked again by the operation."""

from __future__ import annotations

from upheld.accounts.actor import Actor
from upheld.accounts.roles import HANDLERS, MANAGERS, Role


def keeps_contracts(actor: Actor) -> bool:
    """Whether contracts may be written."""
    return bool(actor.staff_roles & MANAGERS)


def arbitrates(actor: Actor) -> bool:
    """Whether disputes and exclusions may be ruled."""
    return Role.ARBITER in actor.staff_roles


def handles(actor: Actor) -> bool:
    """Whether tickets may be moved on."""
    return bool(actor.staff_roles & HANDLERS)
