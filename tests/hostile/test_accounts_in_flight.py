"""Two changes of people, groups or customers of which the second comes before the first is committed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from factories.terms import always
from factories.world import World, build
from hostile.in_flight import one_behind_the_other
from upheld.accounts import operations as accounts
from upheld.accounts.actor import SYSTEM
from upheld.accounts.models import ApiToken, GroupMember, OneTimeToken, Organisation
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.desk.models import Dispute
from upheld.operations.errors import ActorEnded

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    """The world, really committed."""
    row_security.enter(None)
    contract_queries.forget()
    return build(source=always())


def customer(world: World, name: str) -> int:
    return accounts.create_organisation(name=name, by=SYSTEM, now=world.now)


def become_child(world: World, child: int, parent: int) -> Callable[[], object]:
    return lambda: accounts.update_organisation(
        organisation_id=child, name="C", timezone="UTC", language="en", parent_id=parent, by=SYSTEM, now=world.now
    )


def parents() -> dict[int, int | None]:
    return dict(Organisation.objects.values_list("pk", "parent_id"))


def test_two_customers_do_not_become_each_others_parent(world: World) -> None:
    first, second = customer(world, "A"), customer(world, "B")
    errors = one_behind_the_other(become_child(world, first, second), become_child(world, second, first))
    assert [getattr(error, "code", error) for error in errors] == ["not_a_parent"]
    assert (parents()[first], parents()[second]) == (second, None)


def test_a_parent_does_not_get_a_parent_meanwhile(world: World) -> None:
    first, second, third = customer(world, "A"), customer(world, "B"), customer(world, "C")
    errors = one_behind_the_other(become_child(world, first, second), become_child(world, second, third))
    assert [getattr(error, "code", error) for error in errors] == ["not_a_parent"]


def test_a_new_customer_gets_no_grandparent_meanwhile(world: World) -> None:
    first, second = customer(world, "A"), customer(world, "B")
    errors = one_behind_the_other(
        become_child(world, first, second),
        lambda: accounts.create_organisation(name="D", parent_id=first, by=SYSTEM, now=world.now),
    )
    assert [getattr(error, "code", error) for error in errors] == ["not_a_parent"]


def deactivate(world: World) -> Callable[[], object]:
    return lambda: accounts.deactivate_person(user_id=world.engineer.id, by=world.staff["admin"], now=world.now)


def make_token(world: World) -> Callable[[], object]:
    return lambda: accounts.issue_token(name="x", scopes=["read"], by=world.engineer, now=world.now)


def test_a_token_does_not_survive_a_deactivation(world: World) -> None:
    assert one_behind_the_other(make_token(world), deactivate(world)) == []
    assert not ApiToken.objects.filter(user_id=world.engineer.id, revoked_at=None).exists()


def test_a_deactivated_person_gets_no_token(world: World) -> None:
    errors = one_behind_the_other(deactivate(world), make_token(world))
    assert [getattr(error, "code", error) for error in errors] == ["actor_ended"]


def test_a_link_does_not_survive_a_deactivation(world: World) -> None:
    def link() -> object:
        return accounts.issue_sign_in_link(user_id=world.engineer.id, by=SYSTEM, now=world.now)

    assert one_behind_the_other(link, deactivate(world)) == []
    assert not OneTimeToken.objects.filter(user_id=world.engineer.id, expires_at__gt=world.now, used_at=None).exists()


def test_an_act_of_a_deactivated_person_is_refused(world: World) -> None:
    ticket = world.file("P0")
    errors = one_behind_the_other(
        deactivate(world), lambda: desk.reply(ticket_id=ticket, body="On it.", by=world.engineer, now=world.now)
    )
    assert errors == []  # A deactivation holds no account: the act was first.
    with pytest.raises(ActorEnded):
        desk.reply(ticket_id=ticket, body="Again.", by=world.engineer, now=world.now)


def disputed(world: World) -> int:
    ticket = world.file("P0")
    at = {"ticket_id": ticket, "now": world.now}
    desk.assign(group_id=world.groups["first"], assignee_id=None, by=world.engineer, **at)
    desk.change_severity(severity="P1", basis="correction", reason="Works.", by=world.engineer, **at)
    desk.dispute_severity(severity="P0", reason="All users.", by=world.acme.manager, **at)
    return ticket


def join(world: World) -> Callable[[], object]:
    return lambda: accounts.add_to_group(
        group_id=world.groups["first"], user_id=world.arbiter.id, by=SYSTEM, now=world.now
    )


def rule(world: World, ticket: int) -> Callable[[], object]:
    return lambda: desk.rule_severity(
        ticket_id=ticket, severity="P1", reason="A tenth.", by=world.arbiter, now=world.now
    )


def test_an_arbiter_who_just_joined_a_group_of_the_ticket_does_not_rule(world: World) -> None:
    ticket = disputed(world)
    errors = one_behind_the_other(join(world), rule(world, ticket))
    assert [getattr(error, "code", error) for error in errors] == ["not_independent"]
    assert Dispute.objects.get(ticket=ticket).state == "open"


def test_joining_a_group_waits_for_a_ruling(world: World) -> None:
    ticket = disputed(world)
    assert one_behind_the_other(rule(world, ticket), join(world)) == []
    assert Dispute.objects.get(ticket=ticket).state == "ruled"
    assert GroupMember.objects.filter(user_id=world.arbiter.id).exists()
