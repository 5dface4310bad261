"""Removes group memberships and vendor roles as a consequence of other changes."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.events import GroupChanged, RolesChanged
from upheld.accounts.models import GroupMember, Membership
from upheld.accounts.operations import rows
from upheld.accounts.roles import STAFF_ROLES
from upheld.operations.bus import publish


def leave_groups(user_id: int, *, by_id: int, now: datetime) -> None:
    """Remove a person from all support groups."""
    members = GroupMember.objects.filter(user_id=user_id)
    group_ids = sorted(members.values_list("group_id", flat=True))
    members.delete()
    for group_id in group_ids:
        vendor_id = rows.vendor_id()
        publish(
            GroupChanged(
                organisation_id=vendor_id, group_id=group_id, user_id=user_id, joined=False, by_id=by_id, at=now
            )
        )


def take_staff_roles(user_id: int, *, by_id: int, now: datetime) -> None:
    """Remove all vendor roles of a person."""
    memberships = Membership.objects.filter(user_id=user_id, role__in=STAFF_ROLES)
    roles = tuple(sorted(memberships.values_list("role", flat=True)))
    memberships.delete()
    if roles:
        publish(
            RolesChanged(organisation_id=rows.vendor_id(), user_id=user_id, removed_roles=roles, by_id=by_id, at=now),
        )
