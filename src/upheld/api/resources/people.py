"""People, as far as the caller may see them, and their deactivation."""

from __future__ import annotations

from django.http import HttpRequest

from upheld.accounts import operations, queries
from upheld.api.wire.callers import actor_args, actor_of
from upheld.api.wire.fields import Id, Moment
from upheld.api.wire.resource import ADMINISTER, Resource
from upheld.api.wire.schemas import Ref, Schema

people = Resource("People", acts=ADMINISTER)


class HeldRole(Schema):
    """A role in an organisation."""

    organisation_id: int
    organisation: str
    role: str


class Person(Schema):
    """A person."""

    id: int
    name: str
    addresses: list[str]
    language: str
    timezone: str
    is_active: bool
    created_at: Moment
    roles: list[HeldRole]
    groups: list[Ref]


@people.read("/people/{user_id}", Person)
def read_person(request: HttpRequest, user_id: Id) -> Person:
    """One person, with the roles that the caller may see."""
    return Person.model_validate(queries.person(user_id=user_id, actor=actor_of(request)))


@people.replace("/people/{user_id}/deactivation")
def deactivate_person(request: HttpRequest, user_id: Id) -> None:
    """From now on this person cannot enter; sessions, tokens and links end at once."""
    operations.deactivate_person(user_id=user_id, **actor_args(request))


@people.delete("/people/{user_id}/deactivation")
def reactivate_person(request: HttpRequest, user_id: Id) -> None:
    """The person may enter again."""
    operations.reactivate_person(user_id=user_id, **actor_args(request))
