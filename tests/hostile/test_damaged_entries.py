"""An entry that cannot be read is said to be damaged wherever it is read, and is missed nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from factories.accounts import browser
from factories.api import Caller, token_of
from factories.world import World, build
from support.damage import damage
from upheld.contracts.queries import forget
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.desk.dimension_changes import add_baselines
from upheld.desk.models import Ticket
from upheld.ledger import leaf
from upheld.ledger.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)
Change = Callable[[dict[str, Any]], object]
LEAF = "UPDATE ledger_entry SET leaf = %s WHERE subject = %s AND type = %s"
CHANGES: dict[str, Change] = {
    "no data": lambda document: document.pop("data"),
    "empty data": lambda document: document["data"].clear(),
    "data of another kind": lambda document: document.update(data=["P0"]),
    "a value of another kind": lambda document: document["data"].update(severity=["P0"]),
    "an unknown value": lambda document: document["data"].update(evidence="{", severity={"id": "P0"}),
    "no actor": lambda document: document.pop("actor"),
    "an actor of another kind": lambda document: document.update(actor="somebody"),
    "an actor without a number": lambda document: document.update(actor={"kind": "user", "id": "Ada"}),
    "no date": lambda document: document.pop("recorded_at"),
}
BYTES = {"no JSON": b"x", "no UTF-8": b"\xff", "no object": b"5", "too deep": b"[" * 60_000}


@pytest.fixture
def world() -> World:
    row_security.enter(None)
    forget()
    return build()


def damaged_leaf(ticket: int, kind: str, how: str) -> bytes:
    if how in BYTES:
        return BYTES[how]
    document = leaf.decode(Entry.objects.get(subject=f"ticket/{ticket}", type=kind).leaf)
    CHANGES[how](document)
    return json.dumps(document).encode()


def pages(world: World, ticket: int) -> list[tuple[Client, str]]:
    admin, customer = world.staff["admin"], world.acme.manager
    clients = {
        browser(admin): ("/console/tickets/{}", "/console/tickets/{}/history"),
        browser(customer): ("/portal/tickets/{}", "/portal/tickets/{}/clocks/response/1"),
        Caller(token_of(admin)).client: ("/api/v1/tickets/{}/clocks/response/1",),
        Caller(token_of(customer)).client: ("/api/v1/tickets/{}", "/api/v1/tickets/{}/history"),
    }
    for client in clients:
        client.raise_request_exception = False
    return [(client, place.format(ticket)) for client, places in clients.items() for place in places]


@pytest.mark.parametrize("how", [*CHANGES, *BYTES])
def test_every_page_of_its_ticket_says_so(world: World, how: str) -> None:
    ticket = world.file("P0")
    said = {place: client.get(place) for client, place in pages(world, ticket)}
    assert {answer.status_code for answer in said.values()} == {200}, {one: said[one].status_code for one in said}
    damage(LEAF, [damaged_leaf(ticket, "ticket.filed", how), f"ticket/{ticket}", "ticket.filed"])
    for client, place in pages(world, ticket):
        answer = client.get(place)
        if answer.status_code == 200:
            assert place.endswith("/history"), place
        else:
            assert (answer.status_code, "restore a backup" in answer.content.decode()) == (500, True), place


@pytest.mark.parametrize("how", CHANGES)
def test_figures_of_others_go_on(world: World, how: str) -> None:
    ticket = world.file("P0")
    world.file("P0", customer=world.rival)
    world.wait(hours=1)
    damage(LEAF, [damaged_leaf(ticket, "ticket.filed", how), f"ticket/{ticket}", "ticket.filed"])
    page = browser(world.staff["admin"]).get("/console/attainment?period=2026-03")
    assert page.status_code == 200


@pytest.mark.parametrize("readable", [True, False])
def test_the_history_leaves_notes_out_by_their_mark(world: World, readable: bool) -> None:
    """The server compares bytes, whatever stands beside the mark, and text that looks like it."""
    ticket = world.file("P0")
    desk.add_note(ticket_id=ticket, body="A note.", by=world.engineer, now=world.wait(minutes=1))
    look_alike = desk.reply(ticket_id=ticket, body='"internal":1', by=world.engineer, now=world.wait(minutes=1))
    assert look_alike
    customer = Caller(token_of(world.acme.manager))
    customer.client.raise_request_exception = False
    if not readable:
        damage(LEAF, [b"x", f"ticket/{ticket}", "ticket.filed"])
    answer = customer.get(f"/tickets/{ticket}/history")
    if readable:
        types = [one["type"] for one in answer.json()["items"]]
        assert "vendor.replied" in types
        assert len(types) == len(Caller(token_of(world.engineer)).get(f"/tickets/{ticket}/history").json()["items"]) - 1
    else:
        assert (answer.status_code, answer.json()["code"]) == (500, "damaged_entry")


@pytest.mark.parametrize("how", [*CHANGES, *BYTES])
def test_an_upgrade_goes_on_with_the_tickets_that_can_be_read(world: World, how: str) -> None:
    """The rows of two tickets were changed without their values; the entries of one are damaged."""
    damaged, sound = world.file("P0", region="eu"), world.file("P0", region="eu")
    for ticket in (damaged, sound):
        desk.describe(ticket_id=ticket, tags=["once"], by=world.engineer, now=world.now)
    Ticket.objects.update(region="us")
    damage(LEAF, [damaged_leaf(damaged, "ticket.filed", how), f"ticket/{damaged}", "ticket.filed"])
    with row_security.everything():
        add_baselines(now=world.now + timedelta(hours=1))
    kept = Entry.objects.filter(type="ticket.dimensions_changed").values_list("subject", flat=True)
    assert f"ticket/{sound}" in kept
