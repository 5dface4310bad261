"""With the database's clock dating every act, the very next request sees it: no process is behind that clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from factories.world import World
from upheld.accounts import operations as accounts
from upheld.accounts.actor import Actor
from upheld.clocks.operations import advance_due
from upheld.database.timekeeping import present, state
from upheld.database.timekeeping.present import Present
from upheld.desk import acts as desk
from upheld.desk.models import Ticket
from upheld.ledger.models import Head


@pytest.fixture
def serving(world: World, database_time: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(present, "_present", Present())


def api(who: Actor) -> Client:
    now = state.sample().at
    token = accounts.issue_token(name="x", scopes=["read", "write"], by=who, now=now, kind="person").secret
    return Client(headers={"authorization": f"Bearer {token}"})


def clocks(client: Client, ticket: int) -> dict[str, str]:
    found = client.get(f"/api/v1/tickets/{ticket}/clocks").json()["items"]
    return {one["objective"]: one["state"] for one in found}


@pytest.mark.usefixtures("serving")
def test_an_act_is_seen_by_the_next_request(world: World) -> None:
    customer, vendor = api(world.acme.requester), api(world.engineer)
    for _ in range(5):
        ticket = desk.file_ticket(
            organisation_id=world.acme.id,
            ticket=desk.NewTicket(subject="x", body="y", severity="P0", product_id=world.product_id),
            by=world.acme.requester,
            now=present.now(),
        )
        assert clocks(customer, ticket)["response"] == "running"
        answer = vendor.post(
            f"/api/v1/tickets/{ticket}/messages",
            {"body": "On it."},
            "application/json",
            headers={"idempotency-key": f"reply-to-{ticket}"},
        )
        assert answer.status_code < 300, answer.content
        assert clocks(vendor, ticket)["response"] == "stopped"


@pytest.mark.usefixtures("serving")
def test_an_account_that_is_ahead_of_a_clock_that_went_back_is_worked_on_as_ever(world: World) -> None:
    now = state.sample().at
    Head.objects.update_or_create(pk=world.acme.id, defaults={"last_recorded_at": now + timedelta(hours=2)})
    customer, vendor = api(world.acme.requester), api(world.engineer)
    world.now = now
    ticket = world.file("P0")
    answer = vendor.post(
        f"/api/v1/tickets/{ticket}/messages",
        {"body": "On it."},
        "application/json",
        headers={"idempotency-key": f"reply-to-{ticket}"},
    )
    assert answer.status_code < 300, answer.content
    assert Ticket.objects.get(pk=ticket).filed_at > now + timedelta(hours=2)
    assert customer.get(f"/api/v1/tickets/{ticket}").status_code == 200
    assert customer.get(f"/api/v1/tickets/{ticket}/clocks").status_code == 200
    assert world.clock(ticket, "response").outcome == "met"
    assert advance_due(now=now) == 0
