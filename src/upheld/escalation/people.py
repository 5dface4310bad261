"""Who people are, as far as telling them something needs it: one statement for any number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery

from upheld.accounts.models import EmailAddress, Membership, User
from upheld.accounts.roles import STAFF_ROLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who can be written to. ``address`` is empty where nobody knows one."""

    id: int
    name: str
    address: str
    language: str = "en"
    timezone: str = "UTC"
    roles: frozenset[str] = frozenset()
    organisations: frozenset[int] = frozenset()

    @property
    def is_staff(self) -> bool:
        """Whether they are of the vendor."""
        return bool(self.roles & STAFF_ROLES)

    def may_read(self, organisation_id: int, *, internal: bool) -> bool:
        """Whether a message of this customer's ticket may reach them."""
        return self.is_staff or (not internal and organisation_id in self.organisations)


def people(ids: Iterable[int]) -> dict[int, Person]:
    """The active people with these ids."""
    primary = EmailAddress.objects.filter(user=OuterRef("pk"), is_primary=True).values("address")[:1]
    held = Membership.objects.filter(user=OuterRef("pk"))
    rows = (
        User.objects.filter(pk__in=set(ids), is_active=True)
        .annotate(
            mailbox=Subquery(primary),
            roles=ArraySubquery(held.values("role")),
            belongs=ArraySubquery(held.values("organisation_id")),
        )
        .values_list("pk", "name", F("mailbox"), "language", "timezone", F("roles"), F("belongs"))
    )
    return {
        pk: Person(
            id=pk,
            name=name,
            address=mailbox or "",
            language=language,
            timezone=timezone,
            roles=frozenset(roles),
            organisations=frozenset(belongs),
        )
        for pk, name, mailbox, language, timezone, roles, belongs in rows
    }
