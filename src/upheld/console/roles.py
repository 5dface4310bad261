"""Which actions the console offers to which roles. The operations check permissions again."""

from __future__ import annotations

from upheld.accounts.actor import Actor
from upheld.accounts.roles import HANDLERS, MANAGERS, Role


def keeps_contracts(actor: Actor) -> bool:
    """Whether the actor may edit contracts."""
    return bool(actor.staff_roles & MANAGERS)


def arbitrates(actor: Actor) -> bool:
    """Whether the actor may rule on disputes and exclusions."""
    return Role.ARBITER in actor.staff_roles


def handles(actor: Actor) -> bool:
    """Whether the actor may handle tickets."""
    return bool(actor.staff_roles & HANDLERS)
