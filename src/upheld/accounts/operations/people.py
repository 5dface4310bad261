"""Creates people, updates profiles, and deactivates and reactivates people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from upheld.accounts import addresses, passwords
from upheld.accounts.actor import Actor
from upheld.accounts.events import PersonDeactivated, RolesChanged
from upheld.accounts.models import ApiToken, EmailAddress, Membership, Password, User
from upheld.accounts.operations import audit, fields, links, rows, signin
from upheld.accounts.permissions import may_manage_person, need, need_scope
from upheld.operations.bus import operation, publish
from upheld.operations.errors import Refused


class CannotDeactivate(Refused):
    """The actor cannot deactivate or reactivate themselves, nor deactivate the last administrator."""


@operation
def create_person(
    *,
    organisation_id: int,
    name: str,
    address: str,
    roles: Iterable[str],
    password: str | None = None,
    language: str = "en",
    timezone: str = "UTC",
    by: Actor,
    now: datetime,
) -> int:
    """Create a person with roles and a verified address, without mail, for the demonstration and for imports."""
    need(by.is_system)
    organisation = rows.organisation(organisation_id, by=by)
    role_codes = [fields.choice(role, rows.family(organisation), field="roles") for role in roles]
    address = addresses.clean(address)
    if rows.by_address(address) is not None:
        raise addresses.CannotUseAddress("address_taken", field="address")
    language, timezone = fields.language(language), fields.timezone(timezone)
    user = rows.new_person(name=fields.name(name), address=address, language=language, timezone=timezone, now=now)
    EmailAddress.objects.filter(user=user).update(verified_at=now)
    Membership.objects.bulk_create(
        [Membership(user=user, organisation=organisation, role=role, since=now) for role in role_codes]
    )
    publish(
        RolesChanged(
            organisation_id=organisation_id, user_id=user.pk, added_roles=tuple(role_codes), by_id=by.id, at=now
        )
    )
    if password is not None:
        passwords.check(password)
        Password.objects.create(user=user, hashed=passwords.hash_password(password, of=user.pk), changed_at=now)
    return int(user.pk)


@operation
def update_profile(*, name: str, language: str, timezone: str, theme: str, by: Actor, now: datetime) -> None:
    """Update the actor's name, language, time zone and theme."""
    user = rows.person(by.id, by=rows.acting(by))
    need_scope(by, "write")
    user.name = fields.name(name)
    user.language = fields.language(language)
    user.timezone = fields.timezone(timezone)
    user.theme = fields.theme(theme)
    user.save(update_fields=["name", "language", "timezone", "theme"])


@operation
def deactivate_person(*, user_id: int, by: Actor, now: datetime) -> None:
    """Deactivate a person: sessions, tokens and links end at once. Their history stays."""
    by = rows.acting(by, user_id)
    user = rows.person(user_id, by=by)
    _need_manage(user, by)
    if user_id == by.id:
        raise CannotDeactivate("not_oneself")
    rows.keep_an_admin(without=user_id)
    shut_out(user, now=now)
    publish(PersonDeactivated(user_id=user_id, by_id=by.id, at=now))
    audit.note("deactivated", user=user_id, by=by.id)


@operation
def reactivate_person(*, user_id: int, by: Actor, now: datetime) -> None:
    """Reactivate a person with their previous password; tokens stay revoked. Nobody reactivates themselves."""
    by = rows.acting(by, user_id)
    user = rows.person(user_id, by=by)
    _need_manage(user, by)
    if user_id == by.id:
        raise CannotDeactivate("not_oneself")
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.note("reactivated", user=user_id, by=by.id)


def shut_out(user: User, *, now: datetime) -> None:
    """Deactivate a person and end their sessions, tokens and links."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    signin.end_sessions(user.pk)
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
    links.end(user.pk, *links.Purpose)


def _need_manage(user: User, by: Actor) -> None:
    memberships = Membership.objects.filter(user=user).values_list("organisation_id", "role")
    need(all(may_manage_person(by, [organisation_id], [role]) for organisation_id, role in memberships))
    need(bool(memberships) or by.is_system or by.is_staff)
    need_scope(by)
