"""Loads rows that the actor may see, and creates rows for several operations."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from upheld.accounts import addresses
from upheld.accounts.actor import Actor
from upheld.accounts.models import EmailAddress, Membership, Organisation, User
from upheld.accounts.permissions import need_sight
from upheld.accounts.roles import CUSTOMER_ROLES, STAFF_ROLES, Role
from upheld.database import locks
from upheld.operations import judging
from upheld.operations.errors import ActorEnded, NotFound, Refused


class CannotKeepNone(Refused):
    """The installation would be left without an administrator."""


class CannotAppointOneself(Refused):
    """A person may not appoint themselves as arbiter while another administrator could decide it."""


def organisation(organisation_id: int, *, by: Actor) -> Organisation:
    """Returns an organisation that the actor may see; raises NotFound."""
    need_sight(by, organisation_id)
    row = Organisation.objects.filter(pk=organisation_id).first()
    if row is None:
        raise NotFound
    return row


def person(user_id: int, *, by: Actor, erased: bool = False) -> User:
    """Returns a person, locked, who shares an organisation with the actor, or any for staff; raises NotFound.

    An erased person is only found with ``erased``.
    """
    user = locks.for_update(User.objects.filter(pk=user_id)).first()
    if user is None or (user.erased_at is not None and not erased) or not _in_sight(user, by):
        raise NotFound
    return user


def active_person(user_id: int) -> User | None:
    """Returns an active person, locked: they can be neither deactivated nor erased until the transaction ends."""
    return locks.for_update(User.objects.filter(pk=user_id, is_active=True)).first()


def need_active(by: Actor) -> None:
    """Lock the acting person, and raise ActorEnded if they were deactivated or erased after the request began."""
    if not by.is_system and active_person(by.id) is None:
        raise ActorEnded


def acting(by: Actor, *others: int | None) -> Actor:
    """Lock the acting person and other people, and return the actor with the roles that they have now.

    The roles of a request were read when it began. They cannot change any more until the transaction ends, so what an
    operation checks with the returned actor holds when it commits. People are locked by ascending id, before any other
    row, so that two who act on each other cannot wait for each other. Raises ActorEnded.
    """
    locks.in_order(User.objects.filter(pk__in=[pk for pk in (by.id, *others) if pk is not None]))
    if by.is_system:
        return by
    person = User.objects.filter(pk=by.id, is_active=True).order_by("memberships__id")
    memberships = tuple(person.values_list("memberships__organisation_id", "memberships__role"))
    if not memberships:
        raise ActorEnded
    judging.note(by.id)
    return dataclasses.replace(by, memberships=tuple(pair for pair in memberships if pair[0] is not None))


def new_person(*, name: str, address: str, language: str, timezone: str, now: datetime) -> User:
    """Create a person with an unverified address, which must be normalised and not in use."""
    user = User.objects.create(name=name, language=language, timezone=timezone, created_at=now)
    folded = addresses.fold(address)
    EmailAddress.objects.create(user=user, address=address, folded=folded, is_primary=True)
    return user


def by_address(address: str) -> User | None:
    """Returns the person with this address, locked. Without one, nobody else uses it until the transaction ends."""
    return locks.for_update(reserved(address)).first()


def reserved(address: str) -> QuerySet[User]:
    """Returns the person with this address, not locked. Nobody else begins to use it until the transaction ends."""
    locks.reserve("address", addresses.fold(address))
    return User.objects.filter(addresses__folded=addresses.fold(address), erased_at=None)


def primary_address(user_id: int) -> str | None:
    """Returns a person's primary address."""
    return EmailAddress.objects.filter(user_id=user_id, is_primary=True).values_list("address", flat=True).first()


def family(organisation: Organisation) -> frozenset[Role]:
    """Returns the roles that exist in an organisation: those of the vendor or of a customer."""
    return STAFF_ROLES if organisation.kind == Organisation.Kind.VENDOR else CUSTOMER_ROLES


def keep_an_admin(*, without: int) -> None:
    """Raises CannotKeepNone if the person is the only active administrator; locks the vendor against races."""
    locks.for_update(Organisation.objects.filter(kind=Organisation.Kind.VENDOR)).first()
    admins = _admins()
    if admins.filter(user_id=without).exists() and not admins.exclude(user_id=without).exists():
        raise CannotKeepNone("last_admin")


def refuse_self_appointment(*, user_id: int, by_id: int, roles: Iterable[str]) -> None:
    """Raises CannotAppointOneself if a person appoints themselves as arbiter, unless nobody else can decide it.

    The only administrator may do it; such an arbiter then needs each customer's agreement to rule for them.
    """
    if user_id == by_id and Role.ARBITER in roles and _admins().exclude(user_id=by_id).exists():
        raise CannotAppointOneself("not_oneself_as_arbiter", field="role")


def vendor_id() -> int:
    """Returns the id of the vendor's organisation."""
    return int(Organisation.objects.values_list("pk", flat=True).get(kind=Organisation.Kind.VENDOR))


def _admins() -> QuerySet[Membership]:
    return Membership.objects.filter(organisation__kind=Organisation.Kind.VENDOR, role=Role.ADMIN, user__is_active=True)


def _in_sight(user: User, by: Actor) -> bool:
    if by.is_system or by.is_staff or by.id == user.pk:
        return True
    return Membership.objects.filter(user=user, organisation__in=by.organisations).exists()
