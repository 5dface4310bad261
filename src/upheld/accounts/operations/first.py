"""Creates the vendor and its first administrator, from the command line."""

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
    """The address is already in use."""


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
    """Create an administrator, and the vendor if it does not exist yet. Returns the person's id.

    Anyone who can run the command controls the installation, so it can also create further administrators.
    """
    name, address = fields.name(name), addresses.clean(address)
    language, timezone = fields.language(language), fields.timezone(timezone)
    passwords.check(password, personal=(name, address.partition("@")[0]))
    if rows.by_address(address) is not None:
        raise CannotBegin("address_taken", field="address")
    user = rows.new_person(name=name, address=address, language=language, timezone=timezone, now=now)
    EmailAddress.objects.filter(user=user).update(verified_at=now)
    Password.objects.create(user=user, hashed=passwords.hash_password(password, of=user.pk), changed_at=now)
    organisation = _vendor(vendor, language, timezone, now)
    Membership.objects.create(user=user, organisation=organisation, role=Role.ADMIN, since=now)
    publish(RolesChanged(organisation_id=organisation.pk, user_id=user.pk, added_roles=(Role.ADMIN,), by_id=0, at=now))
    audit.note("admin_created", user=user.pk)
    return int(user.pk)


def _vendor(name: str, language: str, timezone: str, now: datetime) -> Organisation:
    organisation, _ = Organisation.objects.get_or_create(
        kind=Organisation.Kind.VENDOR,
        defaults={
            "name": fields.name(name, field="vendor"),
            "language": language,
            "timezone": timezone,
            "created_at": now,
        },
    )
    return organisation
