"""Adds and removes roles of people."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.accounts.events import RolesChanged
from upheld.accounts.models import Membership, User
from upheld.accounts.operations import audit, leaving, rows
from upheld.accounts.permissions import may_give, need, need_scope
from upheld.accounts.roles import STAFF_ROLES
from upheld.operations.bus import operation, publish
from upheld.operations.errors import NotFound, Refused


class CannotChangeRoles(Refused):
    """The role does not exist in this organisation, or the person does not belong to it."""


@operation
def add_role(*, user_id: int, organisation_id: int, role: str, by: Actor, now: datetime) -> None:
    """Give a person of this organisation a further role. Idempotent.

    A person who does not belong to it is invited instead, because joining needs their consent.
    """
    user = _prepare(user_id, organisation_id, role, by)
    rows.refuse_self_appointment(user_id=user_id, by_id=by.id, roles=[role])
    memberships = Membership.objects.filter(user=user, organisation_id=organisation_id)
    if not memberships.exists() and not by.is_system:
        raise CannotChangeRoles("not_of_this_organisation", field="user_id")
    _, created = Membership.objects.get_or_create(
        user=user, organisation_id=organisation_id, role=role, defaults={"since": now}
    )
    if created:
        _publish_change(
            RolesChanged(organisation_id=organisation_id, user_id=user_id, added_roles=(role,), by_id=by.id, at=now)
        )


@operation
def remove_role(*, user_id: int, organisation_id: int, role: str, by: Actor, now: datetime) -> None:
    """Remove a role. Raises CannotKeepNone for the last administrator."""
    user = _prepare(user_id, organisation_id, role, by)
    if role == "admin":
        rows.keep_an_admin(without=user_id)
    deleted, _ = Membership.objects.filter(user=user, organisation_id=organisation_id, role=role).delete()
    if not deleted:
        raise NotFound
    if not Membership.objects.filter(user=user, role__in=STAFF_ROLES).exists():
        leaving.leave_groups(user_id, by_id=by.id, now=now)
    _publish_change(
        RolesChanged(organisation_id=organisation_id, user_id=user_id, removed_roles=(role,), by_id=by.id, at=now)
    )


def _prepare(user_id: int, organisation_id: int, role: str, by: Actor) -> User:
    by = rows.acting(by, user_id)
    organisation = rows.organisation(organisation_id, by=by)
    user = rows.person(user_id, by=by)
    need(may_give(by, organisation_id, [role]))
    need_scope(by)
    if role not in rows.family(organisation):
        raise CannotChangeRoles("not_a_role_here", field="role")
    return user


def _publish_change(event: RolesChanged) -> None:
    publish(event)
    audit.note("roles_changed", user=event.user_id, organisation=event.organisation_id, by=event.by_id)
