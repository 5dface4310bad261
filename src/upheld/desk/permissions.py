"""Permissions on tickets: who may read, and who may do which act. The acts themselves declare the latter."""

from __future__ import annotations

from collections.abc import Container

from upheld.accounts.actor import Actor
from upheld.accounts.roles import CUSTOMER_ROLES, HANDLERS, STAFF_ROLES, Role
from upheld.desk.act_registry import Right, rights

CUSTOMER = frozenset(CUSTOMER_ROLES)
STAFF = frozenset(STAFF_ROLES)
HANDLING = frozenset(HANDLERS)
CORRESPONDENTS = HANDLING | {Role.CSM}
ARBITER = frozenset({Role.ARBITER})

READING = {
    "view": Right(name="view", roles=CUSTOMER | STAFF),
    "view_internal": Right(name="view_internal", roles=STAFF),
}
"""What needs no act."""


def all_rights() -> dict[str, Right]:
    """Returns every right on a ticket, by name."""
    return {**READING, **rights()}


def possible_acts(possible_facts: Container[str]) -> frozenset[str]:
    """Returns the rights whose acts are possible while these facts are (see `sla.possible`)."""
    return frozenset(
        name
        for name, right in all_rights().items()
        if not right.facts or any(map(possible_facts.__contains__, right.facts))
    )


def is_personal(right: str) -> bool:
    """Whether an act stops or pauses a clock, or decides a case, so that machine tokens of the vendor may not do it."""
    return right in rights() and rights()[right].personal


def may(actor: Actor, right: str, organisation_id: int) -> bool:
    """Tells whether an actor has a right on a ticket of this organisation. Unknown rights are refused."""
    if actor.is_system:
        return True
    if actor.is_machine and actor.is_staff and is_personal(right):
        return False
    declared = READING.get(right) or rights().get(right)
    return declared is not None and bool(declared.roles & actor.roles_in(organisation_id))


def acts_of(actor: Actor, organisation_id: int) -> frozenset[str]:
    """Returns all rights of an actor on a ticket of this organisation."""
    return frozenset(right for right in all_rights() if may(actor, right, organisation_id))
