"""The events of tickets by the API: a program follows them from a cursor."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from factories.api import Caller, calls_as
from factories.world import World
from upheld.desk import acts as desk
from upheld.desk.queries.feed import NeedsOrganisation, ticket_events


def follow(caller: Caller, address: str = "/events?limit=2") -> list[dict[str, Any]]:
    """Read every page from the beginning."""
    items: list[dict[str, Any]] = []
    page = caller.get(address).json()
    while True:
        items += page["items"]
        if not page["more"]:
            return items
        page = caller.get(f"{address}&cursor={page['next']}").json()


def test_a_customer_follows_its_own_tickets_without_notes(world: World) -> None:
    ticket, other = world.file("P0"), world.file("P0", world.rival)
    desk.add_note(ticket_id=ticket, body="Between us.", by=world.engineer, now=world.wait(minutes=1))
    desk.reply(ticket_id=ticket, body="On it.", by=world.engineer, now=world.wait(minutes=1))
    events = follow(calls_as(world.acme.requester))
    assert {event["ticket_id"] for event in events} == {ticket}
    assert [event["type"] for event in events if event["actor_kind"] == "user"] == ["ticket.filed", "vendor.replied"]
    assert {event["organisation_id"] for event in events} == {world.acme.id}
    staff = follow(calls_as(world.engineer))
    assert {event["ticket_id"] for event in staff} == {ticket, other}
    assert [event["data"].get("internal") for event in staff if event["type"] == "vendor.replied"] == [True, False]


def test_whoever_has_read_everything_goes_on_from_there(world: World) -> None:
    ticket = world.file("P0")
    caller = calls_as(world.engineer)
    page = caller.get("/events?limit=200").json()
    again = caller.get(f"/events?cursor={page['next']}").json()
    assert (again["items"], again["next"], again["more"]) == ([], page["next"], False)
    desk.reply(ticket_id=ticket, body="On it.", by=world.engineer, now=world.wait(minutes=1))
    types = [event["type"] for event in caller.get(f"/events?cursor={page['next']}").json()["items"]]
    assert types[0] == "vendor.replied"


def test_one_customer_of_many(world: World) -> None:
    ticket = world.file("P0")
    world.file("P0", world.rival)
    events = follow(calls_as(world.engineer), f"/events?limit=3&organisation={world.acme.id}")
    assert {event["ticket_id"] for event in events} == {ticket}


def test_a_cursor_of_others_is_refused(world: World) -> None:
    world.file("P0")
    cursor = calls_as(world.acme.requester).get("/events").json()["next"]
    for caller in (calls_as(world.rival.requester), calls_as(world.engineer)):
        answer = caller.get(f"/events?cursor={cursor}")
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor"), answer.content


def test_somebody_of_two_customers_says_which(world: World) -> None:
    both = replace(world.acme.requester, memberships=(*world.acme.requester.memberships, (world.rival.id, "requester")))
    with pytest.raises(NeedsOrganisation) as refused:
        ticket_events(actor=both, organisation_id=None, after=None, limit=10)
    assert refused.value.field == "organisation"
