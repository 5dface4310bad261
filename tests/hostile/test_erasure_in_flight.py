"""A person is erased while an act of theirs, or one that names them, is in flight: nothing of them is left."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db.models import ForeignKey

from desk.test_erasure import everything
from factories.world import World, build
from hostile.in_flight import one_behind_the_other
from upheld.accounts import operations as accounts
from upheld.accounts.actor import SYSTEM, Actor
from upheld.accounts.models import User
from upheld.accounts.queries import actor_of_user
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.operations.errors import Refused
from upheld.outbox.models import Parcel

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "xylophone"
STAY = {
    ("desk", "message", "author"),
    ("desk", "ticket", "requester"),
    ("desk", "attachment", "uploaded_by"),
}
"""References that stay after an erasure: the number names nobody any more."""


@pytest.fixture
def world() -> World:
    """The world, really committed."""
    row_security.enter(None)
    contract_queries.forget()
    return build()


def other_ticket(world: World) -> int:
    """A ticket of an account at which neither the engineer nor the manager has acted."""
    return world.file("P1", world.acme, subject="Other", body="Other")


def as_engineer(act: Callable[[World, int, Actor], object]) -> Callable[[World], tuple[Actor, Callable[[], object]]]:
    def prepare(world: World) -> tuple[Actor, Callable[[], object]]:
        ticket = other_ticket(world)
        return world.engineer, lambda: act(world, ticket, world.engineer)

    return prepare


def filing(world: World) -> tuple[Actor, Callable[[], object]]:
    return world.acme.requester, lambda: world.file("P0", subject=f"{SECRET} breaks", body=SECRET)


def filing_for(world: World) -> tuple[Actor, Callable[[], object]]:
    ticket = desk.NewTicket(subject=SECRET, body=SECRET, severity="P0", product_id=world.product_id)
    person = world.acme.requester

    def act() -> object:
        return desk.file_ticket(
            organisation_id=world.acme.id, ticket=ticket, by=SYSTEM, requester_id=person.id, now=world.now
        )

    return person, act


def mentioned(world: World, ticket: int, by: Actor) -> object:
    body = f"@({by.name}) please look"
    return desk.reply(ticket_id=ticket, body=body, by=world.acme.requester, now=world.now)


def assigned(world: World, ticket: int, by: Actor) -> object:
    return desk.assign(
        ticket_id=ticket, group_id=None, assignee_id=by.id, by=world.staff["support_manager"], now=world.now
    )


def attached(world: World, ticket: int, by: Actor) -> object:
    return desk.attach(
        ticket_id=ticket,
        name=f"{SECRET}.log",
        content_type="text/plain",
        chunks=[SECRET.encode()],
        by=by,
        now=world.now,
    )


def rejected(world: World) -> tuple[Actor, Callable[[], object]]:
    ticket, person = other_ticket(world), world.acme.manager
    delivery = desk.provide_workaround(ticket_id=ticket, body="Restart.", by=world.engineer, now=world.now)

    def act() -> object:
        return desk.reject_delivery(
            ticket_id=ticket, delivery_id=delivery, reason=f"The {SECRET} stays.", by=person, now=world.now
        )

    return person, act


def reset(world: World) -> tuple[Actor, Callable[[], object]]:
    accounts.create_person(
        organisation_id=world.acme.id,
        name="Somebody",
        address="somebody@acme.example",
        roles=["requester"],
        password="quiet rivers run deep",
        by=SYSTEM,
        now=world.now,
    )
    person = actor(User.objects.get(name="Somebody").pk)
    accounts.request_reset(address="somebody@acme.example", network="192.0.2.1", now=world.now)
    return person, lambda: accounts.answer_reset_requests(now=world.now)


def invited(world: World) -> tuple[Actor, Callable[[], object]]:
    def act() -> object:
        return accounts.invite_person(
            organisation_id=world.acme.id,
            address="dev@acme.example",
            roles=["customer_manager"],
            by=world.staff["admin"],
            now=world.now,
        )

    return world.acme.requester, act


def grouped(world: World) -> tuple[Actor, Callable[[], object]]:
    return world.engineer, lambda: accounts.add_to_group(
        group_id=world.groups["expert"], user_id=world.engineer.id, by=SYSTEM, now=world.now
    )


def made_csm(world: World) -> tuple[Actor, Callable[[], object]]:
    return world.staff["csm"], lambda: accounts.create_organisation(
        name="New", csm_id=world.staff["csm"].id, by=SYSTEM, now=world.now
    )


def actor(user_id: int) -> Actor:
    person = actor_of_user(user_id=user_id)
    assert person is not None
    return person


ACTS: dict[str, Callable[[World], tuple[Actor, Callable[[], object]]]] = {
    "file": filing,
    "file for": filing_for,
    "reject": rejected,
    "reply": as_engineer(lambda w, t, by: desk.reply(ticket_id=t, body=SECRET, by=by, now=w.now)),
    "note": as_engineer(lambda w, t, by: desk.add_note(ticket_id=t, body=SECRET, by=by, now=w.now)),
    "mention": as_engineer(mentioned),
    "assign": as_engineer(assigned),
    "watch": as_engineer(
        lambda w, t, by: desk.watch(ticket_id=t, user_id=by.id, by=w.staff["support_manager"], now=w.now)
    ),
    "attach": as_engineer(attached),
    "draft": as_engineer(
        lambda w, t, by: desk.save_draft(ticket_id=t, kind="public", body=SECRET, revision=0, by=by, now=w.now)
    ),
    "token": as_engineer(lambda w, _, by: accounts.issue_token(name=SECRET, scopes=["read"], by=by, now=w.now)),
    "sign-in link": as_engineer(lambda w, _, by: accounts.issue_sign_in_link(user_id=by.id, by=SYSTEM, now=w.now)),
    "role": as_engineer(
        lambda w, _, by: accounts.add_role(
            user_id=by.id, organisation_id=by.memberships[0][0], role="expert", by=SYSTEM, now=w.now
        )
    ),
    "reset": reset,
    "invite": invited,
    "group": grouped,
    "csm": made_csm,
}


def left_of(person: int, addresses: list[str]) -> list[object]:
    """Rows that refer to the person and must not, and mails to them."""
    references = [
        (model._meta.app_label, model._meta.model_name, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is User
        if model._default_manager.filter(**{field.attname: person}).exists()
    ]
    mails = Parcel.objects.filter(recipient__in=addresses).values_list("key", flat=True)
    return [*(set(references) - STAY), *mails]


@pytest.mark.parametrize("name", ACTS)
def test_an_act_in_flight_is_erased_too(world: World, name: str) -> None:
    person, act = ACTS[name](world)
    addresses = list(User.objects.get(pk=person.id).addresses.values_list("address", flat=True))
    errors = one_behind_the_other(
        act, lambda: accounts.erase_person(user_id=person.id, by=world.staff["admin"], now=world.now)
    )
    assert errors == []
    assert SECRET not in everything()
    assert SECRET.encode().hex() not in everything()
    assert left_of(person.id, addresses) == []


@pytest.mark.parametrize("name", ACTS)
def test_an_act_that_waits_for_the_erasure_leaves_nothing(world: World, name: str) -> None:
    person, act = ACTS[name](world)
    addresses = list(User.objects.get(pk=person.id).addresses.values_list("address", flat=True))
    errors = one_behind_the_other(
        lambda: accounts.erase_person(user_id=person.id, by=world.staff["admin"], now=world.now), act
    )
    assert all(isinstance(error, Refused) for error in errors), errors
    if name != "invite":
        assert SECRET not in everything()
        assert left_of(person.id, addresses) == []
    else:
        assert left_of(person.id, []) == []
