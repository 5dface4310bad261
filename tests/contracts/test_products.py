"""Products: renamed, retired, restored, their components set; tickets and contracts that there are go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from factories.terms import always
from factories.world import World
from upheld.contracts import operations as contracts
from upheld.contracts.models import Product
from upheld.contracts.queries import contract, covering, product, products
from upheld.desk import acts as desk
from upheld.desk.errors import CannotFile
from upheld.desk.queries import ticket
from upheld.operations.errors import NotAllowed, NotFound, Refused


def act(verb: Callable[..., Any], world: World, role: str = "support_manager", **given: Any) -> None:
    verb(**{"product_id": world.product_id, **given}, by=world.staff[role], now=world.now)


def test_a_new_name_is_shown_everywhere_at_once(world: World) -> None:
    number = world.file("P1")
    act(contracts.rename_product, world, name="  Realtime  ")
    assert [(one.slug, one.name) for one in products()] == [("rtc", "Realtime")]
    found = ticket(ticket_id=number, actor=world.acme.requester, now=world.now)
    assert found is not None
    assert found.product == "Realtime"
    bought = contract(contract_id=world.acme.contract_id, organisation_ids=None)
    assert bought is not None
    assert bought.products == ("Realtime",)


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\x00b"])
def test_a_name_that_is_none_is_refused(world: World, name: str) -> None:
    with pytest.raises(contracts.CannotContract) as refused:
        act(contracts.rename_product, world, name=name)
    assert (refused.value.code, refused.value.field) == ("bad_name", "name")
    assert Product.objects.get(pk=world.product_id).name == "RTC"


def test_nothing_is_filed_on_a_retired_product(world: World) -> None:
    act(contracts.retire_product, world)
    for who in (world.acme.requester, world.engineer):
        new = desk.NewTicket(subject="s", body="b", severity="P1", product_id=world.product_id)
        with pytest.raises(CannotFile) as refused:
            desk.file_ticket(
                organisation_id=world.acme.id,
                ticket=new,
                requester_id=world.acme.requester.id,
                by=who,
                now=world.now,
            )
        assert (refused.value.code, refused.value.field) == ("no_such_product", "product")
        assert "product" in refused.value.text("en").lower()
    act(contracts.restore_product, world)
    assert world.file("P1")


def test_a_retired_product_is_not_offered_and_is_still_there(world: World) -> None:
    act(contracts.retire_product, world)
    assert products() == ()
    assert [(one.slug, one.is_active) for one in products(retired=True)] == [("rtc", False)]
    found = product(product_id=world.product_id)
    assert found is not None
    assert not found.is_active
    with pytest.raises(contracts.CannotContract) as refused:
        contracts.create_contract(
            organisation_id=world.acme.id,
            name="n",
            plan="p",
            product_ids=[world.product_id],
            by=world.staff["admin"],
            now=world.now,
        )
    assert (refused.value.code, refused.value.field) == ("no_such_product", "products")


def test_tickets_on_a_retired_product_go_on(world: World) -> None:
    number = world.file("P0")
    act(contracts.retire_product, world)
    world.wait(minutes=5)
    desk.reply(ticket_id=number, body="On it.", by=world.engineer, now=world.now)
    assert world.clock(number, "response").outcome == "met"
    delivery = desk.provide_resolution(ticket_id=number, body="Fixed.", by=world.engineer, now=world.now)
    desk.accept_delivery(ticket_id=number, delivery_id=delivery, by=world.acme.requester, now=world.now)
    assert world.clock(number, "resolution").outcome == "met"
    desk.reopen(ticket_id=number, reason="It is back.", by=world.acme.requester, now=world.now)
    found = ticket(ticket_id=number, actor=world.acme.requester, now=world.now)
    assert found is not None
    assert (found.state, found.product) == ("open", "RTC")


def test_contracts_that_cover_a_retired_product_go_on(world: World) -> None:
    other = contracts.create_product(slug="chat", name="Chat", components=[], by=world.staff["admin"], now=world.now)
    both = contracts.create_contract(
        organisation_id=world.acme.id,
        name="Both",
        plan="p",
        product_ids=[world.product_id, other],
        by=world.staff["admin"],
        now=world.now,
    )
    act(contracts.retire_product, world)
    draft = contracts.save_draft(contract_id=both, source=always(), by=world.staff["admin"], now=world.now)
    version = contracts.publish_version(version_id=draft, by=world.staff["admin"], now=world.now)
    world.wait(minutes=1)
    chosen = {"organisation_id": world.acme.id, "region": "", "environment": "production", "at": world.now}
    assert covering(product_id=other, **chosen).version_id == version
    retired = covering(product_id=world.product_id, **chosen)
    assert (retired.version_id, retired.product) == (None, None)
    act(contracts.restore_product, world)
    assert covering(product_id=world.product_id, **chosen).version_id is not None


def components(world: World) -> tuple[str, ...]:
    found = product(product_id=world.product_id)
    assert found is not None
    return found.components


def about(world: World, component: str) -> int:
    return world.file("P1", component=component)


def test_components_are_offered_in_their_order_and_what_is_filed_keeps_its_own(world: World) -> None:
    act(contracts.set_components, world, components=[" video ", "audio"])
    assert components(world) == ("video", "audio")
    number = about(world, "video")
    act(contracts.set_components, world, components=["screen", "audio"])
    found = ticket(ticket_id=number, actor=world.acme.requester, now=world.now)
    assert found is not None
    assert found.component == "video"
    desk.describe(ticket_id=number, tags=["eu"], component="video", by=world.engineer, now=world.now)
    with pytest.raises(Refused) as refused:
        about(world, "video")
    assert refused.value.field == "component"
    assert about(world, "screen")
    act(contracts.set_components, world, components=[])
    assert about(world, "anything")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ([""], "bad_name"),
        (["audio", "   "], "bad_name"),
        (["x" * 61], "bad_name"),
        (["a\x00b"], "bad_name"),
        (["audio", "video", " Audio"], "component_twice"),
        ([f"c{number}" for number in range(101)], "too_many_components"),
    ],
)
def test_components_that_cannot_be_are_refused_and_nothing_is_changed(
    world: World, given: list[str], code: str
) -> None:
    act(contracts.set_components, world, components=["audio"])
    with pytest.raises(contracts.CannotContract) as refused:
        act(contracts.set_components, world, components=given)
    assert (refused.value.code, refused.value.field) == (code, "components")
    assert components(world) == ("audio",)
    with pytest.raises(contracts.CannotContract) as new:
        contracts.create_product(slug="new", name="New", components=given, by=world.staff["admin"], now=world.now)
    assert new.value.code == code
    assert len(refused.value.text("zh")) < 100


def test_as_many_components_as_may_be(world: World) -> None:
    most = tuple(f"{'x' * 57}{number:03}" for number in range(100))
    act(contracts.set_components, world, components=most)
    assert components(world) == most


VERBS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "rename": (contracts.rename_product, {"name": "New"}),
    "components": (contracts.set_components, {"components": ["new"]}),
    "retire": (contracts.retire_product, {}),
    "restore": (contracts.restore_product, {}),
}


@pytest.mark.parametrize("verb", VERBS)
def test_only_managers_change_products_and_only_what_there_is(world: World, verb: str) -> None:
    done, given = VERBS[verb]
    for role in ("engineer", "expert", "csm", "arbiter"):
        with pytest.raises(NotAllowed):
            act(done, world, role, **given)
    with pytest.raises(NotFound):
        act(done, world, product_id=987_654, **given)
    for role in ("support_manager", "admin"):
        act(done, world, role, **given)
    again = product(product_id=world.product_id)
    assert again is not None
    assert (again.name, again.is_active) == ("New" if verb == "rename" else "RTC", verb != "retire")
    assert (again.components == ("new",)) is (verb == "components")
