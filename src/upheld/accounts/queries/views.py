"""Read models of the queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A choice: an id and a name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationView:
    """The vendor or a customer. ``may_*`` are permissions of the reader."""

    id: int
    name: str
    is_vendor: bool
    account: str
    timezone: str
    language: str
    parent: Choice | None
    csm: Choice | None
    people: int
    created_at: datetime
    may_edit: bool = False
    may_invite: bool = False
    givable_roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """A person within one organisation, with the roles held there."""

    id: int
    name: str
    address: str
    roles: tuple[str, ...]
    is_active: bool
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationView:
    """An open invitation."""

    id: int
    address: str
    roles: tuple[str, ...]
    expires_at: datetime
    may_revoke: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleHeld:
    """A role in an organisation; ``may_take`` says whether the reader may take it away."""

    organisation_id: int
    organisation: str
    role: str
    may_take: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """The details of a person that the reader may see."""

    id: int
    name: str
    addresses: tuple[str, ...]
    language: str
    timezone: str
    theme: str
    is_active: bool
    has_password: bool
    created_at: datetime
    roles: tuple[RoleHeld, ...]
    groups: tuple[Choice, ...]
    is_self: bool
    may_deactivate: bool
    may_erase: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """A support group and its people."""

    id: int
    name: str
    line: str
    members: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenView:
    """An API token without its secret."""

    id: int
    name: str
    prefix: str
    kind: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None

    def works(self, now: datetime) -> bool:
        """Whether it is neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A recipient of mail."""

    user_id: int
    name: str
    address: str
    language: str
    timezone: str
    is_staff: bool
