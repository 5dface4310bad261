"""Group memberships and vendor roles that end because something else does."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.events import GroupChanged, RolesChanged
from upheld.accounts.models import GroupMember, Membership
from upheld.accounts.operations import rows
from upheld.accounts.roles import STAFF_ROLES
from upheld.operations.bus import publish


def leave_groups(user_id: int, *, by_id: int, now: datetime) -> None:
    """Take a person out of every support group."""
    members = GroupMember.objects.filter(user_id=user_id)
    left = sorted(members.values_list("group_id", flat=True))
    members.delete()
    for group_id in left:
        place = rows.vendor_id()
        publish(
            GroupChanged(organisation_id=place, group_id=group_id, user_id=user_id, joined=False, by_id=by_id, at=now)
        )


def take_staff_roles(user_id: int, *, by_id: int, now: datetime) -> None:
    """Take every role of the vendor's from a person."""
    held = Membership.objects.filter(user_id=user_id, role__in=STAFF_ROLES)
    roles = tuple(sorted(held.values_list("role", flat=True)))
    held.delete()
    if roles:
        publish(
            RolesChanged(organisation_id=rows.vendor_id(), user_id=user_id, taken=roles, by_id=by_id, at=now),
        )
