"""Support groups and their members."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction

from upheld.accounts.actor import Actor
from upheld.accounts.events import GroupChanged
from upheld.accounts.models import GroupMember, Membership, SupportGroup
from upheld.accounts.operations import audit, fields, rows
from upheld.accounts.permissions import may_manage_groups, need, need_scope
from upheld.accounts.roles import STAFF_ROLES
from upheld.database import locks
from upheld.operations.bus import operation, publish
from upheld.operations.errors import NotFound, Refused


class CannotChangeGroup(Refused):
    """The name is in use, or the person is not active staff of the vendor."""


@operation
def create_group(*, name: str, line: str = "first", by: Actor, now: datetime) -> int:
    """Create a group of the first or the expert line. Returns its id."""
    _need(rows.acting(by))
    group_name, group_line = _name(name), _line(line)
    with _name_is_free():
        return int(SupportGroup.objects.create(name=group_name, line=group_line).pk)


@operation
def rename_group(*, group_id: int, name: str, line: str, by: Actor, now: datetime) -> None:
    """Change a group's name and line; its tickets stay assigned."""
    group = _group(group_id, rows.acting(by))
    group.name, group.line = _name(name), _line(line)
    with _name_is_free():
        group.save(update_fields=["name", "line"])


@operation
def add_to_group(*, group_id: int, user_id: int, by: Actor, now: datetime) -> None:
    """Add one of the vendor's people to a group. Idempotent."""
    by = rows.acting(by, user_id)  # Neither an erasure nor a ruling of the person is under way.
    group = _group(group_id, by)
    if not Membership.objects.filter(user_id=user_id, role__in=STAFF_ROLES, user__is_active=True).exists():
        raise CannotChangeGroup("not_staff", field="user_id")
    _, created = GroupMember.objects.get_or_create(group=group, user_id=user_id)
    if created:
        _publish_change(group_id, user_id, joined=True, by=by, now=now)
    audit.note("group_joined", group=group_id, user=user_id, by=by.id)


@operation
def remove_from_group(*, group_id: int, user_id: int, by: Actor, now: datetime) -> None:
    """Remove a person from a group."""
    by = rows.acting(by, user_id)
    group = _group(group_id, by)
    deleted, _ = GroupMember.objects.filter(group=group, user_id=user_id).delete()
    if not deleted:
        raise NotFound
    _publish_change(group_id, user_id, joined=False, by=by, now=now)
    audit.note("group_left", group=group_id, user=user_id, by=by.id)


def _publish_change(group_id: int, user_id: int, *, joined: bool, by: Actor, now: datetime) -> None:
    vendor_id = rows.vendor_id()
    publish(
        GroupChanged(organisation_id=vendor_id, group_id=group_id, user_id=user_id, joined=joined, by_id=by.id, at=now)
    )


def _need(by: Actor) -> None:
    need(may_manage_groups(by))
    need_scope(by)


def _group(group_id: int, by: Actor) -> SupportGroup:
    if not (by.is_system or by.is_staff):
        raise NotFound
    _need(by)
    group = locks.for_update(SupportGroup.objects.filter(pk=group_id)).first()
    if group is None:
        raise NotFound
    return group


def _name(text: str) -> str:
    return fields.name(text, longest=100)


def _line(text: str) -> str:
    return fields.choice(text, SupportGroup.Line.values, field="line")


@contextmanager
def _name_is_free() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise CannotChangeGroup("group_name_taken", field="name") from error
