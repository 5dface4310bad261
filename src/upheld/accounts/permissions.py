"""Who may change accounts: literal tables of roles, and the checks that operations make first."""

from __future__ import annotations

from collections.abc import Iterable

from upheld.accounts.actor import Actor
from upheld.accounts.roles import CUSTOMER_ROLES, MANAGERS, STAFF_ROLES, Role
from upheld.operations.errors import NotAllowed, NotFound

READ, WRITE, ADMINISTER = "read", "write", "admin"
SCOPES = (READ, WRITE, ADMINISTER)

ADMINISTRATORS = MANAGERS | {Role.CSM, Role.CUSTOMER_MANAGER}
"""Whose tokens may have the scope `admin`: nobody else has anything to administer."""

MAY_GIVE: dict[Role, frozenset[Role]] = {
    Role.ADMIN: frozenset(Role),
    Role.SUPPORT_MANAGER: frozenset({Role.ENGINEER, Role.EXPERT, Role.CSM}) | CUSTOMER_ROLES,
    Role.CSM: CUSTOMER_ROLES,
    Role.CUSTOMER_MANAGER: CUSTOMER_ROLES,
}
"""Which roles the holder of a role may give and take. Only an administrator makes managers and arbiters."""

KEEPERS = MANAGERS | {Role.CSM}
"""Who looks after customer organisations and their people."""


def need(allowed: bool) -> None:
    """Raises NotAllowed unless allowed."""
    if not allowed:
        raise NotAllowed


def need_scope(by: Actor, scope: str = ADMINISTER) -> None:
    """An API token acts only within its scopes; a session has no such limit."""
    if by.scopes is not None and scope not in by.scopes:
        raise NotAllowed("scope_missing", scope=scope)


def scopes_of(by: Actor) -> tuple[str, ...]:
    """The scopes that a token of the actor's may have."""
    administers = any(role in ADMINISTRATORS for _, role in by.memberships)
    return SCOPES if administers else (READ, WRITE)


def need_session(by: Actor) -> None:
    """Some acts are a person's alone: no token may do them."""
    if by.scopes is not None:
        raise NotAllowed("needs_a_session")


def need_sight(by: Actor, organisation_id: int) -> None:
    """Raises NotFound for an organisation the actor does not belong to: as if it were not there."""
    if not by.sees(organisation_id):
        raise NotFound


def may_give(by: Actor, organisation_id: int, roles: Iterable[str]) -> bool:
    """Whether the actor may give, or take, all of these roles in this organisation."""
    givable = {one for held in by.roles_in(organisation_id) for one in MAY_GIVE.get(Role(held), frozenset())}
    return by.is_system or set(roles) <= givable


def may_invite(by: Actor, organisation_id: int, *, vendor: bool) -> bool:
    """Whether the actor may invite anyone at all into this organisation."""
    return any(may_give(by, organisation_id, [role]) for role in (STAFF_ROLES if vendor else CUSTOMER_ROLES))


def may_keep_organisations(by: Actor) -> bool:
    return by.is_system or bool(by.staff_roles & MANAGERS)


def may_manage_groups(by: Actor) -> bool:
    return by.is_system or bool(by.staff_roles & MANAGERS)


def may_manage_person(by: Actor, organisation_ids: Iterable[int], roles: Iterable[str]) -> bool:
    """Whether the actor may deactivate a person: only one whose every role the actor could have given."""
    return by.is_system or all(may_give(by, organisation_id, roles) for organisation_id in organisation_ids)


def may_erase(by: Actor) -> bool:
    return by.is_system or Role.ADMIN in by.staff_roles
