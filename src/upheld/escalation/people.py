"""Loads the people to be notified, in one statement for any number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from upheld.accounts.roles import STAFF_ROLES
from upheld.database import ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person who can be notified. ``address`` is empty if there is none."""

    id: int
    name: str
    address: str
    language: str = "en"
    timezone: str = "UTC"
    roles: frozenset[str] = frozenset()
    organisations: frozenset[int] = frozenset()

    @property
    def is_staff(self) -> bool:
        """Whether they work for the vendor."""
        return bool(self.roles & STAFF_ROLES)

    def may_read(self, organisation_id: int, *, internal: bool) -> bool:
        """Whether they may read a message on a ticket of this customer."""
        return self.is_staff or (not internal and organisation_id in self.organisations)


PEOPLE = """
    SELECT person.id, person.name, coalesce(mailbox.address, ''), person.language, person.timezone,
        ARRAY(SELECT role FROM accounts_membership held WHERE held.user_id = person.id),
        ARRAY(SELECT organisation_id FROM accounts_membership held WHERE held.user_id = person.id)
    FROM accounts_user person
    LEFT JOIN accounts_emailaddress mailbox ON mailbox.user_id = person.id AND mailbox.is_primary
    WHERE person.id = ANY(%s) AND person.is_active
"""


def people(ids: Iterable[int]) -> dict[int, Person]:
    """Return the active people with these ids, by id."""
    rows = ask(PEOPLE, [list(set(ids))])
    return {
        pk: Person(
            id=pk,
            name=name,
            address=address,
            language=language,
            timezone=timezone,
            roles=frozenset(roles),
            organisations=frozenset(belongs),
        )
        for pk, name, address, language, timezone, roles, belongs in rows
    }
