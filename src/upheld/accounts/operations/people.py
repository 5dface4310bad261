"""People: made by the system, their own description, and whether they may enter at all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from upheld.accounts import addresses, passwords
from upheld.accounts.actor import Actor
from upheld.accounts.events import PersonDeactivated, RolesChanged
from upheld.accounts.models import ApiToken, EmailAddress, Membership, Password, User
from upheld.accounts.operations import audit, fields, links, rows
from upheld.accounts.permissions import may_manage_person, need, need_scope
from upheld.operations.bus import operation, publish
from upheld.operations.errors import Refused


class CannotDeactivate(Refused):
    """Oneself, or the last administrator."""


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
    """A person with roles and a verified address, without any mail: for the demonstration and for imports."""
    need(by.is_system)
    organisation = rows.organisation(organisation_id, by=by)
    given = [fields.one_of(role, rows.family(organisation), field="roles") for role in roles]
    address = addresses.clean(address)
    if rows.by_address(address) is not None:
        raise addresses.CannotUseAddress("address_taken", field="address")
    language, timezone = fields.language(language), fields.timezone(timezone)
    user = rows.new_person(name=fields.name(name), address=address, language=language, timezone=timezone, now=now)
    EmailAddress.objects.filter(user=user).update(verified_at=now)
    Membership.objects.bulk_create(
        [Membership(user=user, organisation=organisation, role=role, since=now) for role in given]
    )
    publish(RolesChanged(organisation_id=organisation_id, user_id=user.pk, given=tuple(given), by_id=by.id, at=now))
    if password is not None:
        passwords.check(password)
        Password.objects.create(user=user, hashed=passwords.keep(password), changed_at=now)
    return int(user.pk)


@operation
def update_profile(*, name: str, language: str, timezone: str, theme: str, by: Actor, now: datetime) -> None:
    """How a person is called and how pages and mail are shown to them."""
    user = rows.person(by.id, by=by)
    need_scope(by, "write")
    user.name = fields.name(name)
    user.language = fields.language(language)
    user.timezone = fields.timezone(timezone)
    user.theme = fields.theme(theme)
    user.save(update_fields=["name", "language", "timezone", "theme"])


@operation
def deactivate_person(*, user_id: int, by: Actor, now: datetime) -> None:
    """From now on this person cannot enter: sessions, tokens and links end at once. What they did stays."""
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
    """The person may enter again, with the password they had; tokens stay revoked."""
    user = rows.person(user_id, by=by)
    _need_manage(user, by)
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.note("reactivated", user=user_id, by=by.id)


def shut_out(user: User, *, now: datetime) -> None:
    """End every way in that is open."""
    user.is_active = False
    user.sessions_from = now
    user.save(update_fields=["is_active", "sessions_from"])
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
    links.end(user.pk, *links.Purpose, now=now)


def _need_manage(user: User, by: Actor) -> None:
    held = Membership.objects.filter(user=user).values_list("organisation_id", "role")
    need(all(may_manage_person(by, [organisation_id], [role]) for organisation_id, role in held))
    need(bool(held) or by.is_system or by.is_staff)
    need_scope(by)
