"""An act of somebody whose rights end while it waits: it is judged by what they may do when it is committed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from factories.accounts import PASSWORD
from factories.terms import always
from factories.world import World, build
from support.races import Act, in_flight, until_it_waits
from upheld.accounts import operations as accounts
from upheld.accounts import secret
from upheld.accounts.actor import SYSTEM, Actor
from upheld.accounts.models import ApiToken, GroupMember, Membership, OneTimeToken, Organisation, SupportGroup, User
from upheld.contracts import operations as contracts
from upheld.contracts import queries as contract_queries
from upheld.contracts.models import ContractVersion, Product
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.desk.models import Message, SavedReply
from upheld.escalation import operations as escalation
from upheld.escalation.models import WebhookEndpoint
from upheld.operations.errors import ActorEnded, NotAllowed, NotFound, Refused
from upheld.reports import operations as reports

pytestmark = pytest.mark.django_db(transaction=True)
Step = Callable[[], Any]


@pytest.fixture
def world() -> World:
    """The world, really committed."""
    row_security.enter(None)
    contract_queries.forget()
    return build(source=always())


def behind(first: Step, second: Step) -> Act:
    """Do the second act while the first is done and not committed."""
    with in_flight(first):
        act = Act(second)
        until_it_waits(act)
    return act


def vendor() -> int:
    return int(Organisation.objects.values_list("pk", flat=True).get(kind="vendor"))


def stripping(world: World, person: Actor, role: str, organisation_id: int | None = None) -> Step:
    place = organisation_id or vendor()
    return partial(accounts.remove_role, user_id=person.id, organisation_id=place, role=role, by=SYSTEM, now=world.now)


def roles_of(person: Actor) -> set[str]:
    return set(Membership.objects.filter(user_id=person.id).values_list("role", flat=True))


@pytest.mark.parametrize("who", ["admin", "manager"])
def test_nobody_reactivates_themselves(world: World, who: str) -> None:
    person = world.staff["admin"] if who == "admin" else world.acme.manager
    deactivate = partial(accounts.deactivate_person, user_id=person.id, by=SYSTEM, now=world.now)
    reactivate = partial(accounts.reactivate_person, user_id=person.id, by=person, now=world.now)
    with pytest.raises(accounts.CannotDeactivate, match="not_oneself"):
        reactivate()
    with pytest.raises(ActorEnded):
        behind(deactivate, reactivate).result()
    assert not User.objects.get(pk=person.id).is_active


def test_who_is_deactivated_deactivates_nobody(world: World) -> None:
    first, second = world.staff["admin"], world.staff["support_manager"]
    accounts.add_role(user_id=second.id, organisation_id=vendor(), role="admin", by=SYSTEM, now=world.now)
    second = Actor(kind="user", id=second.id, memberships=((vendor(), "admin"), (vendor(), "support_manager")))
    one_of_them, other = (
        partial(accounts.deactivate_person, user_id=whom.id, by=by, now=world.now)
        for by, whom in ((first, second), (second, first))
    )
    with pytest.raises(ActorEnded):
        behind(one_of_them, other).result()
    assert User.objects.get(pk=first.id).is_active


def test_nobody_gives_themselves_a_role_back(world: World) -> None:
    manager, place = world.acme.manager, world.acme.id
    accounts.add_role(user_id=manager.id, organisation_id=place, role="requester", by=SYSTEM, now=world.now)
    give = partial(
        accounts.add_role, user_id=manager.id, organisation_id=place, role="customer_manager", by=manager, now=world.now
    )
    with pytest.raises(NotAllowed):
        behind(stripping(world, manager, "customer_manager", place), give).result()
    assert roles_of(manager) == {"requester"}


def test_an_erased_administrator_appoints_nobody(world: World) -> None:
    admin, engineer = world.staff["admin"], world.engineer
    erase = partial(accounts.erase_person, user_id=admin.id, by=SYSTEM, now=world.now)
    appoint = partial(
        accounts.add_role, user_id=engineer.id, organisation_id=vendor(), role="arbiter", by=admin, now=world.now
    )
    with pytest.raises(ActorEnded):
        behind(erase, appoint).result()
    assert roles_of(engineer) == {"engineer"}


def acts_of_an_administrator(world: World, by: Actor) -> dict[str, Step]:
    """Acts that need a role of the vendor, each with what it acts on."""
    common: dict[str, Any] = {"by": by, "now": world.now}
    contract = world.acme.contract_id
    group = SupportGroup.objects.create(name="New", line="first").pk
    terms = always().replace("version: 1", "version: 2")
    draft = contracts.save_draft(contract_id=contract, source=terms, by=SYSTEM, now=world.now)
    accounts.issue_token(name="x", scopes=["read"], by=world.engineer, now=world.now)
    token = ApiToken.objects.get(user_id=world.engineer.id).pk
    whom = world.engineer.id
    place = {"timezone": "UTC", "language": "en"}
    return {
        "erase": partial(accounts.erase_person, user_id=whom, **common),
        "deactivate": partial(accounts.deactivate_person, user_id=whom, **common),
        "invite": partial(
            accounts.invite_person, organisation_id=vendor(), address="x@x.example", roles=["admin"], **common
        ),
        "revoke token": partial(accounts.revoke_token, token_id=token, **common),
        "issue token": partial(accounts.issue_token, name="x", scopes=["admin"], **common),
        "create group": partial(accounts.create_group, name="Further", **common),
        "rename group": partial(accounts.rename_group, group_id=group, name="Other", line="first", **common),
        "join": partial(accounts.add_to_group, group_id=group, user_id=whom, **common),
        "leave": partial(accounts.remove_from_group, group_id=group, user_id=whom, **common),
        "customer": partial(accounts.create_organisation, name="Further", **common),
        "change customer": partial(
            accounts.update_organisation, organisation_id=world.acme.id, name="X", **place, **common
        ),
        "draft": partial(contracts.save_draft, contract_id=contract, source="x", **common),
        "publish": partial(contracts.publish_version, version_id=draft, confirmed=True, **common),
        "edition": partial(contracts.publish_edition, contract_id=contract, number=1, source="x", **common),
        "product": partial(contracts.create_product, slug="further", name="F", components=[], **common),
        "retire": partial(contracts.retire_product, product_id=Product.objects.all()[0].pk, **common),
        "withdraw": partial(reports.withdraw_publication, publication_id=1, reason="x", **common),
        "endpoint": partial(escalation.create_endpoint, url="https://example.org/x", **common),
        "resend": partial(escalation.resend, parcel_id=1, **common),
        "saved reply": partial(desk.save_reply, title="x", body_en="x", body_zh="x", **common),
    }


def counts() -> list[int]:
    models = (Membership, OneTimeToken, GroupMember, SupportGroup, Organisation, ContractVersion, Product, SavedReply)
    return [model._default_manager.count() for model in (*models, WebhookEndpoint)]


def test_every_act_of_an_administrator_is_judged_when_it_is_done(world: World) -> None:
    """The actor of a request that began before the role ended: nothing that needed the role is done."""
    admin = world.staff["admin"]
    acts = acts_of_an_administrator(world, admin)
    accounts.add_role(user_id=admin.id, organisation_id=world.acme.id, role="requester", by=SYSTEM, now=world.now)
    stripping(world, admin, "admin")()
    before = counts()
    for name, act in acts.items():
        with pytest.raises(Refused) as refusal:
            act()
        allowed = (NotAllowed, NotFound, accounts.CannotIssueToken)
        assert isinstance(refusal.value, allowed), (name, refusal.value)
        assert refusal.value.code not in ("no_such_credit", "no_such_version"), name
    assert counts() == before
    assert User.objects.filter(pk=world.engineer.id, is_active=True, erased_at=None).exists()
    assert not ContractVersion.objects.filter(number=2).exclude(published_at=None).exists()


def test_a_version_waits_for_a_removal_and_is_refused(world: World) -> None:
    manager = world.staff["support_manager"]
    terms = always().replace("version: 1", "version: 2")
    draft = contracts.save_draft(contract_id=world.acme.contract_id, source=terms, by=manager, now=world.now)
    publish = partial(contracts.publish_version, version_id=draft, by=manager, now=world.now, confirmed=True)
    with pytest.raises(NotAllowed):
        behind(stripping(world, manager, "support_manager"), publish).result()
    assert ContractVersion.objects.get(pk=draft).published_at is None


@pytest.mark.parametrize(
    ("who", "role"), [("requester", "requester"), ("engineer", "engineer"), ("manager", "customer_manager")]
)
def test_a_reply_that_waited_for_the_account_needs_the_role(world: World, who: str, role: str) -> None:
    """Also where another role remains: the act was allowed by the one that was taken."""
    ticket = world.file("P0")
    person = {"requester": world.acme.requester, "engineer": world.engineer, "manager": world.acme.manager}[who]
    place = vendor() if who == "engineer" else world.acme.id
    if who == "manager":
        accounts.add_role(user_id=person.id, organisation_id=place, role="requester", by=SYSTEM, now=world.now)
    reply = partial(desk.reply, ticket_id=ticket, by=person, now=world.now)
    with in_flight(partial(desk.reply, ticket_id=ticket, body="first", by=world.staff["admin"], now=world.now)):
        late = Act(partial(reply, body="late"))
        until_it_waits(late)
        Act(stripping(world, person, role, place)).result()
    with pytest.raises(ActorEnded):
        late.result()
    assert not Message.objects.filter(ticket_id=ticket, body="late").exists()


def test_two_who_act_on_each_other_do_not_wait_for_each_other(world: World) -> None:
    """Whichever id is the smaller: the acting person is not locked before everybody else."""
    admin, manager = world.staff["admin"], world.staff["support_manager"]
    give = partial(accounts.add_role, organisation_id=vendor(), now=world.now)
    first, second = sorted((admin, manager), key=lambda person: person.id)
    high = Actor(kind="user", id=second.id, memberships=((vendor(), "admin"),))
    accounts.add_role(user_id=second.id, organisation_id=vendor(), role="admin", by=SYSTEM, now=world.now)
    with in_flight(partial(accounts.update_profile, **PROFILE, by=first, now=world.now)):
        act = Act(partial(give, user_id=first.id, role="csm", by=high))
        until_it_waits(act)
        # It waits for the smaller id, and holds nobody meanwhile.
        Act(partial(accounts.update_profile, **PROFILE, by=high, now=world.now)).result()
    act.result()
    assert "csm" in roles_of(first)


PROFILE = {"name": "X", "language": "en", "timezone": "UTC", "theme": "light"}


def test_an_invitation_waits_for_the_removal_of_its_inviter(world: World) -> None:
    admin = world.staff["admin"]
    accounts.invite_person(organisation_id=vendor(), address="new@x.example", roles=["admin"], by=admin, now=world.now)
    OneTimeToken.objects.update(digest=secret.digest("offered"))
    accept = partial(accounts.accept_invitation, secret="offered", name="New", password=PASSWORD, now=world.now)
    with pytest.raises(accounts.CannotUseLink):
        behind(stripping(world, admin, "admin"), accept).result()
    assert not Membership.objects.filter(user__addresses__address="new@x.example").exists()


def test_a_report_of_who_lost_the_role_is_not_published(world: World) -> None:
    world.file("P0")
    world.wait(days=40)
    manager = world.staff["support_manager"]
    stripping(world, manager, "support_manager")()
    with pytest.raises(ActorEnded):
        reports.publish_period(period="2026-03", by=manager, now=world.now)
