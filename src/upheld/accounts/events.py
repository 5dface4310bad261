"""Events about people, for the contexts that react to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from upheld.operations.bus import Event


@dataclass(frozen=True, kw_only=True)
class RolesChanged(Event):
    """A person got or lost roles in an organisation."""

    organisation_id: int
    user_id: int
    added_roles: tuple[str, ...] = ()
    removed_roles: tuple[str, ...] = ()
    by_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class GroupChanged(Event):
    """A person joined or left one of the vendor's support groups."""

    organisation_id: int
    group_id: int
    user_id: int
    joined: bool
    by_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ZoneChanged(Event):
    """The vendor's time zone changed, in which hours of the week are counted."""

    organisation_id: int
    before: str
    after: str
    by_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PersonDeactivated(Event):
    user_id: int
    by_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PersonErased(Event):
    """A person's name, addresses and credentials were erased. Other contexts erase their data about the person too."""

    user_id: int
    addresses: tuple[str, ...] = field(repr=False)
    by_id: int
    at: datetime
