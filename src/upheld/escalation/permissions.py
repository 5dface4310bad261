"""Permissions for endpoints and the outbox."""

from __future__ import annotations

from upheld.accounts.actor import Actor
from upheld.accounts.roles import MANAGERS
from upheld.operations.errors import NotAllowed


def need_manager(by: Actor) -> None:
    """Raise NotAllowed unless the actor is a support manager, an administrator or the system."""
    if not by.is_system and not by.staff_roles & MANAGERS:
        raise NotAllowed


def may_manage(by: Actor) -> bool:
    """Whether the actor may manage endpoints and parcels."""
    return by.is_system or bool(by.staff_roles & MANAGERS)
