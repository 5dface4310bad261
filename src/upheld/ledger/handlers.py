"""The ledger's reactions: what is recorded is appended first of all; roles and groups become entries of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypedDict

from upheld.accounts.events import GroupChanged, RolesChanged
from upheld.accounts.roles import STAFF_ROLES
from upheld.ledger import operations
from upheld.ledger.events import GroupJoined, GroupLeft, OnPerson, Recorded, RoleGiven, RoleTaken
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
    """Append every event that has a place in the ledger."""
    operations.append(only(events, Recorded))


def record_people(events: Sequence[Event]) -> None:
    """Record in the vendor's log who was given or lost one of its roles, and who joined or left its groups."""
    for event in events:
        if isinstance(event, GroupChanged):
            at = operations.lock(organisation_id=event.organisation_id, now=event.at)
            kind = GroupJoined if event.joined else GroupLeft
            bus.publish(kind(**_envelope(event, at), group_id=event.group_id))
    for change in only(events, RolesChanged):
        if STAFF_ROLES & {*change.given, *change.taken}:
            at = operations.lock(organisation_id=change.organisation_id, now=change.at)
            bus.publish(*_roles(change, at))


def _roles(event: RolesChanged, at: datetime) -> Iterator[OnPerson]:
    yield from (RoleTaken(**_envelope(event, at), role=str(role)) for role in event.taken)
    yield from (RoleGiven(**_envelope(event, at), role=str(role)) for role in event.given)


def _envelope(event: GroupChanged | RolesChanged, at: datetime) -> PersonEnvelope:
    return {
        "organisation_id": event.organisation_id,
        "person_id": event.user_id,
        "actor_kind": "user" if event.by_id else "system",
        "actor_id": event.by_id,
        "at": at,
    }
