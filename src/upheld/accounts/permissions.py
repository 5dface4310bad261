"""Permissions on accounts: tables of roles, and the checks at the start of operations."""

from __future__ import annotations

from collections.abc import Iterable

from upheld.accounts.actor import Actor
from upheld.accounts.roles import CUSTOMER_ROLES, MANAGERS, STAFF_ROLES, Role
from upheld.operations.errors import NotAllowed, NotFound

READ, WRITE, ADMINISTER = "read", "write", "admin"
SCOPES = (READ, WRITE, ADMINISTER)

ADMINISTRATORS = MANAGERS | {Role.CSM, Role.CUSTOMER_MANAGER}
"""Roles whose tokens may have the scope `admin`."""

MAY_GIVE: dict[Role, frozenset[Role]] = {
    Role.ADMIN: frozenset(Role),
    Role.SUPPORT_MANAGER: frozenset({Role.ENGINEER, Role.EXPERT, Role.CSM}) | CUSTOMER_ROLES,
    Role.CSM: CUSTOMER_ROLES,
    Role.CUSTOMER_MANAGER: CUSTOMER_ROLES,
}
"""The roles that the holder of a role may give and take. Only an administrator appoints managers and arbiters."""

KEEPERS = MANAGERS | {Role.CSM}
"""Roles that manage customer organisations and their people."""


def need(allowed: bool) -> None:
    """Raises NotAllowed unless allowed."""
    if not allowed:
        raise NotAllowed


def need_scope(by: Actor, scope: str = ADMINISTER) -> None:
    """Raises NotAllowed if an API token lacks a scope; a session has no scopes."""
    if by.scopes is not None and scope not in by.scopes:
        raise NotAllowed("scope_missing", scope=scope)


def scopes_of(by: Actor) -> tuple[str, ...]:
    """Returns the scopes that the actor's tokens may have."""
    administers = any(role in ADMINISTRATORS for _, role in by.memberships)
    return SCOPES if administers else (READ, WRITE)


def need_session(by: Actor) -> None:
    """Raises NotAllowed for a token: the act needs a signed-in person."""
    if by.scopes is not None:
        raise NotAllowed("needs_a_session")


def need_sight(by: Actor, organisation_id: int) -> None:
    """Raises NotFound for an organisation that the actor may not see, as if it did not exist."""
    if not by.sees(organisation_id):
        raise NotFound


def may_give(by: Actor, organisation_id: int, roles: Iterable[str]) -> bool:
    """Tells whether the actor may give or take all of these roles in an organisation."""
    givable = {
        role for holder_role in by.roles_in(organisation_id) for role in MAY_GIVE.get(Role(holder_role), frozenset())
    }
    return by.is_system or set(roles) <= givable


def may_invite(by: Actor, organisation_id: int, *, vendor: bool) -> bool:
    """Tells whether the actor may give any role in an organisation."""
    return any(may_give(by, organisation_id, [role]) for role in (STAFF_ROLES if vendor else CUSTOMER_ROLES))


def may_keep_organisations(by: Actor) -> bool:
    return by.is_system or bool(by.staff_roles & MANAGERS)


def may_manage_groups(by: Actor) -> bool:
    return by.is_system or bool(by.staff_roles & MANAGERS)


def may_manage_person(by: Actor, organisation_ids: Iterable[int], roles: Iterable[str]) -> bool:
    """Tells whether the actor may deactivate a person; the actor must be able to give all of the person's roles."""
    return by.is_system or all(may_give(by, organisation_id, roles) for organisation_id in organisation_ids)


def may_erase(by: Actor) -> bool:
    return by.is_system or Role.ADMIN in by.staff_roles
