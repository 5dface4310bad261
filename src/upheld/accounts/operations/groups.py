"""Support groups: where tickets are sent, and who is in them."""

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
    """The name is taken, or the person is not of the vendor's active staff."""


@operation
def create_group(*, name: str, line: str = "first", by: Actor, now: datetime) -> int:
    """A new group of the first or the expert line. Returns its id."""
    _need(by)
    group_name, group_line = _name(name), _line(line)
    with _name_is_free():
        return int(SupportGroup.objects.create(name=group_name, line=group_line).pk)


@operation
def rename_group(*, group_id: int, name: str, line: str, by: Actor, now: datetime) -> None:
    """Another name, another line; tickets stay where they are."""
    found = _group(group_id, by)
    found.name, found.line = _name(name), _line(line)
    with _name_is_free():
        found.save(update_fields=["name", "line"])


@operation
def add_to_group(*, group_id: int, user_id: int, by: Actor, now: datetime) -> None:
    """Put one of the vendor's people into a group; twice is once."""
    found = _group(group_id, by)
    if not Membership.objects.filter(user_id=user_id, role__in=STAFF_ROLES, user__is_active=True).exists():
        raise CannotChangeGroup("not_staff", field="user_id")
    _, made = GroupMember.objects.get_or_create(group=found, user_id=user_id)
    if made:
        _tell(group_id, user_id, joined=True, by=by, now=now)
    audit.note("group_joined", group=group_id, user=user_id, by=by.id)


@operation
def remove_from_group(*, group_id: int, user_id: int, by: Actor, now: datetime) -> None:
    """Take a person out of a group."""
    found = _group(group_id, by)
    taken, _ = GroupMember.objects.filter(group=found, user_id=user_id).delete()
    if not taken:
        raise NotFound
    _tell(group_id, user_id, joined=False, by=by, now=now)
    audit.note("group_left", group=group_id, user=user_id, by=by.id)


def _tell(group_id: int, user_id: int, *, joined: bool, by: Actor, now: datetime) -> None:
    place = rows.vendor_id()
    publish(GroupChanged(organisation_id=place, group_id=group_id, user_id=user_id, joined=joined, by_id=by.id, at=now))


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
    return fields.one_of(text, SupportGroup.Line.values, field="line")


@contextmanager
def _name_is_free() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise CannotChangeGroup("group_name_taken", field="name") from error
