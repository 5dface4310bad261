"""People and organisations for tests, made by the operations themselves."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

from django.test import Client

from upheld.accounts import operations, queries
from upheld.accounts.actor import SYSTEM, Actor
from upheld.accounts.models import Organisation
from upheld.accounts.roles import CUSTOMER_ROLES

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "quiet rivers run deep"
NETWORK = "192.0.2.7"
_number = itertools.count(1)


def vendor() -> int:
    """The vendor's id; it is made with the first administrator."""
    found = Organisation.objects.filter(kind="vendor").first()
    if found is None:
        operations.create_first_admin(name="Root", address="root@vendor.example", password=PASSWORD, now=NOW)
        found = Organisation.objects.get(kind="vendor")
    return int(found.pk)


def organisation(name: str = "") -> int:
    """A customer's id."""
    return operations.create_organisation(name=name or f"Customer {next(_number)}", by=SYSTEM, now=NOW)


def address_of(actor: Actor) -> str:
    found = queries.person(user_id=actor.id, actor=SYSTEM).addresses
    return found[0]


def person(
    *roles: str, of: int | None = None, password: str | None = None, now: datetime = NOW, name: str = ""
) -> Actor:
    """Somebody with these roles: of the vendor, or of a customer (a new one where none is given)."""
    customer = all(role in CUSTOMER_ROLES for role in roles)
    place = of if of is not None else organisation() if customer else vendor()
    number = next(_number)
    made = operations.create_person(
        organisation_id=place,
        name=name or f"Person {number}",
        address=f"person{number}@example.org",
        roles=roles,
        password=password,
        by=SYSTEM,
        now=now,
    )
    return actor(made)


def actor(user_id: int) -> Actor:
    """A person as they are now: roles are read again."""
    found = queries.actor_of_user(user_id=user_id)
    assert found is not None
    return found


def browser(who: Actor | None = None, *, language: str = "en", now: datetime | None = None) -> Client:
    """A browser; signed in as somebody by a link, as a person would be, at an instant or just now."""
    from django.utils import timezone

    client = Client(headers={"accept-language": language})
    if who is not None:
        now = now or timezone.now()
        link = operations.issue_sign_in_link(user_id=who.id, by=SYSTEM, now=now)
        answer = client.post("/enter/" + link.rpartition("/")[2])
        assert answer.status_code == 302, answer.content[:500]
    return client
