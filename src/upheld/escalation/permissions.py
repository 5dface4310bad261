"""Who may look after what is sent."""

from __future__ import annotations

from upheld.accounts.actor import Actor
from upheld.accounts.roles import MANAGERS
from upheld.operations.errors import NotAllowed


def need_manager(by: Actor) -> None:
    """Raises NotAllowed unless the actor manages the vendor's support, or is the system."""
    if not by.is_system and not by.staff_roles & MANAGERS:
        raise NotAllowed


def may_manage(by: Actor) -> bool:
    """Whether the actor may look after endpoints and parcels."""
    return by.is_system or bool(by.staff_roles & MANAGERS)
