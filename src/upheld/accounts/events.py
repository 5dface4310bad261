"""What happened to people, for the contexts above that must follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from upheld.operations.bus import Event


@dataclass(frozen=True, kw_only=True)
class RolesChanged(Event):
    """``given`` and ``taken`` are roles of the person in the organisation."""

    organisation_id: int
    user_id: int
    given: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
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
class PersonDeactivated(Event):
    user_id: int
    by_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PersonErased(Event):
    """Name, addresses and ways to sign in are gone; what others keep about this person must go too."""

    user_id: int
    addresses: tuple[str, ...] = field(repr=False)
    by_id: int
    at: datetime
