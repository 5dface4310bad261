"""The first account: the vendor and its administrator, made on the command line."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts import addresses, passwords
from upheld.accounts.events import RolesChanged
from upheld.accounts.models import EmailAddress, Membership, Organisation, Password
from upheld.accounts.operations import audit, fields, rows
from upheld.accounts.roles import Role
from upheld.operations.bus import operation, publish
from upheld.operations.errors import Refused


class CannotBegin(Refused):
    """The address is already somebody's."""


@operation
def create_first_admin(
    *,
    name: str,
    address: str,
    password: str,
    vendor: str = "Vendor",
    language: str = "en",
    timezone: str = "UTC",
    now: datetime,
) -> int:
    """An administrator, and the vendor itself where it does not exist yet. Returns the person's id.

    Whoever runs the command owns the installation, so more administrators may be made the same way.
    """
    name, address = fields.name(name), addresses.clean(address)
    language, timezone = fields.language(language), fields.timezone(timezone)
    passwords.check(password, personal=(name, address.partition("@")[0]))
    if rows.by_address(address) is not None:
        raise CannotBegin("address_taken", field="address")
    user = rows.new_person(name=name, address=address, language=language, timezone=timezone, now=now)
    EmailAddress.objects.filter(user=user).update(verified_at=now)
    Password.objects.create(user=user, hashed=passwords.keep(password), changed_at=now)
    place = _vendor(vendor, language, timezone, now)
    Membership.objects.create(user=user, organisation=place, role=Role.ADMIN, since=now)
    publish(RolesChanged(organisation_id=place.pk, user_id=user.pk, given=(Role.ADMIN,), by_id=0, at=now))
    audit.note("admin_created", user=user.pk)
    return int(user.pk)


def _vendor(name: str, language: str, timezone: str, now: datetime) -> Organisation:
    found, _ = Organisation.objects.get_or_create(
        kind=Organisation.Kind.VENDOR,
        defaults={
            "name": fields.name(name, field="vendor"),
            "language": language,
            "timezone": timezone,
            "created_at": now,
        },
    )
    return found
