"""Event handlers of the ledger: append recorded events, record changes of roles and groups, hold accounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypedDict

from upheld.accounts.events import GroupChanged, PersonErased, RolesChanged, ZoneChanged
from upheld.accounts.roles import STAFF_ROLES
from upheld.ledger import operations
from upheld.ledger.events import (
    GroupJoined,
    GroupLeft,
    OnPerson,
    Recorded,
    RoleGiven,
    RoleTaken,
    VendorZoneChanged,
)
from upheld.operations import bus
from upheld.operations.bus import Event, only


class PersonEnvelope(TypedDict):
    """The fields that every entry about a person has."""

    organisation_id: int
    person_id: int
    actor_kind: str
    actor_id: int
    at: datetime


def record(events: Sequence[Event]) -> None:
    """Append all recorded events to the ledger."""
    operations.append(only(events, Recorded))


def hold_accounts(events: Sequence[Event]) -> None:
    """Lock every account before anything of an erased person is read or changed."""
    operations.lock_every(now=max(event.at for event in only(events, PersonErased)))


def record_people(events: Sequence[Event]) -> None:
    """Record in the vendor's log who got or lost one of its roles, and who joined or left its groups."""
    for event in events:
        if isinstance(event, GroupChanged):
            at = operations.lock(organisation_id=event.organisation_id, now=event.at, actor_id=0)
            kind = GroupJoined if event.joined else GroupLeft
            bus.publish(kind(**_envelope(event, at), group_id=event.group_id))
    for change in only(events, RolesChanged):
        if STAFF_ROLES & {*change.added_roles, *change.removed_roles}:
            at = operations.lock(organisation_id=change.organisation_id, now=change.at, actor_id=0)
            bus.publish(*_roles(change, at))


def record_zones(events: Sequence[Event]) -> None:
    """Record in the vendor's log that its time zone changed."""
    for change in only(events, ZoneChanged):
        at = operations.lock(organisation_id=change.organisation_id, now=change.at, actor_id=0)
        entry = VendorZoneChanged(
            organisation_id=change.organisation_id,
            actor_kind="user" if change.by_id else "system",
            actor_id=change.by_id,
            at=at,
            before=change.before,
            after=change.after,
        )
        bus.publish(entry)


def _roles(event: RolesChanged, at: datetime) -> Iterator[OnPerson]:
    yield from (RoleTaken(**_envelope(event, at), role=str(role)) for role in event.removed_roles)
    yield from (RoleGiven(**_envelope(event, at), role=str(role)) for role in event.added_roles)


def _envelope(event: GroupChanged | RolesChanged, at: datetime) -> PersonEnvelope:
    return {
        "organisation_id": event.organisation_id,
        "person_id": event.user_id,
        "actor_kind": "user" if event.by_id else "system",
        "actor_id": event.by_id,
        "at": at,
    }
