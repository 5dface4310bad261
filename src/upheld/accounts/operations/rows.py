"""Rows loaded under the actor's sight, and the few rows that several operations make."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from upheld.accounts import addresses
from upheld.accounts.actor import Actor
from upheld.accounts.models import EmailAddress, Membership, Organisation, User
from upheld.accounts.permissions import need_sight
from upheld.accounts.roles import CUSTOMER_ROLES, STAFF_ROLES, Role
from upheld.database import locks
from upheld.operations.errors import NotFound, Refused


class CannotKeepNone(Refused):
    """The installation would be left without an administrator."""


class CannotAppointOneself(Refused):
    """Somebody would make themselves an arbiter though another administrator could decide it."""


def organisation(organisation_id: int, *, by: Actor, lock: bool = False) -> Organisation:
    """The organisation, if it is the actor's to see; raises NotFound."""
    need_sight(by, organisation_id)
    rows = Organisation.objects.filter(pk=organisation_id)
    row = (locks.for_update(rows) if lock else rows).first()
    if row is None:
        raise NotFound
    return row


def person(user_id: int, *, by: Actor) -> User:
    """The person, locked, if the actor shares an organisation with them or is of the vendor; raises NotFound."""
    user = locks.for_update(User.objects.filter(pk=user_id, erased_at=None)).first()
    if user is None or not _in_sight(user, by):
        raise NotFound
    return user


def new_person(*, name: str, address: str, language: str, timezone: str, now: datetime) -> User:
    """A person with one address, not yet verified. The address is clean and free."""
    user = User.objects.create(name=name, language=language, timezone=timezone, created_at=now)
    folded = addresses.fold(address)
    EmailAddress.objects.create(user=user, address=address, folded=folded, is_primary=True)
    return user


def by_address(address: str) -> User | None:
    """Whose address this is."""
    found = EmailAddress.objects.select_related("user").filter(folded=addresses.fold(address)).first()
    return found.user if found else None


def primary_address(user_id: int) -> str | None:
    """Where mail for a person goes."""
    return EmailAddress.objects.filter(user_id=user_id, is_primary=True).values_list("address", flat=True).first()


def family(organisation: Organisation) -> frozenset[Role]:
    """The roles that exist in an organisation: the vendor's or a customer's."""
    return STAFF_ROLES if organisation.kind == Organisation.Kind.VENDOR else CUSTOMER_ROLES


def keep_an_admin(*, without: int) -> None:
    """Raises CannotKeepNone where this person is the only active administrator; locks the vendor to be sure."""
    locks.for_update(Organisation.objects.filter(kind=Organisation.Kind.VENDOR)).first()
    admins = _admins()
    if admins.filter(user_id=without).exists() and not admins.exclude(user_id=without).exists():
        raise CannotKeepNone("last_admin")


def refuse_self_appointment(*, user_id: int, by_id: int, roles: Iterable[str]) -> None:
    """Raises CannotAppointOneself for a new arbiter who decides it alone, unless nobody else could.

    The only administrator may do it; each customer then has to agree before such an arbiter rules for them.
    """
    if user_id == by_id and Role.ARBITER in roles and _admins().exclude(user_id=by_id).exists():
        raise CannotAppointOneself("not_oneself_as_arbiter", field="role")


def vendor_id() -> int:
    """The vendor's organisation."""
    return int(Organisation.objects.values_list("pk", flat=True).get(kind=Organisation.Kind.VENDOR))


def _admins() -> QuerySet[Membership]:
    return Membership.objects.filter(organisation__kind=Organisation.Kind.VENDOR, role=Role.ADMIN, user__is_active=True)


def _in_sight(user: User, by: Actor) -> bool:
    if by.is_system or by.is_staff or by.id == user.pk:
        return True
    return Membership.objects.filter(user=user, organisation__in=by.organisations).exists()
