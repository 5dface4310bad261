"""Roles given and taken."""

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
    """A role of the other family, or a person who is not of this organisation."""


@operation
def add_role(*, user_id: int, organisation_id: int, role: str, by: Actor, now: datetime) -> None:
    """Give a person of this organisation one more role; given twice is once.

    A person who does not belong to it yet is invited instead: nobody is put anywhere without saying yes.
    """
    user = _prepare(user_id, organisation_id, role, by)
    rows.refuse_self_appointment(user_id=user_id, by_id=by.id, roles=[role])
    held = Membership.objects.filter(user=user, organisation_id=organisation_id)
    if not held.exists() and not by.is_system:
        raise CannotChangeRoles("not_of_this_organisation", field="user_id")
    _, made = Membership.objects.get_or_create(
        user=user, organisation_id=organisation_id, role=role, defaults={"since": now}
    )
    if made:
        _tell(RolesChanged(organisation_id=organisation_id, user_id=user_id, given=(role,), by_id=by.id, at=now))


@operation
def remove_role(*, user_id: int, organisation_id: int, role: str, by: Actor, now: datetime) -> None:
    """Take a role. The last administrator keeps theirs: CannotKeepNone."""
    user = _prepare(user_id, organisation_id, role, by)
    if role == "admin":
        rows.keep_an_admin(without=user_id)
    taken, _ = Membership.objects.filter(user=user, organisation_id=organisation_id, role=role).delete()
    if not taken:
        raise NotFound
    if not Membership.objects.filter(user=user, role__in=STAFF_ROLES).exists():
        leaving.leave_groups(user_id, by_id=by.id, now=now)
    _tell(RolesChanged(organisation_id=organisation_id, user_id=user_id, taken=(role,), by_id=by.id, at=now))


def _prepare(user_id: int, organisation_id: int, role: str, by: Actor) -> User:
    organisation = rows.organisation(organisation_id, by=by)
    user = rows.person(user_id, by=by)
    need(may_give(by, organisation_id, [role]))
    need_scope(by)
    if role not in rows.family(organisation):
        raise CannotChangeRoles("not_a_role_here", field="role")
    return user


def _tell(event: RolesChanged) -> None:
    publish(event)
    audit.note("roles_changed", user=event.user_id, organisation=event.organisation_id, by=event.by_id)
