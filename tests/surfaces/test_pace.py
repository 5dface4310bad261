"""A person who acts far too fast is refused until the allowance has refilled; nobody else is."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from factories.accounts import browser
from factories.api import Caller, token_of
from factories.world import World
from upheld.accounts import pace
from upheld.accounts.actor import Actor
from upheld.accounts.pace import Allowances, Pace
from upheld.desk.models import Message

pytestmark = pytest.mark.django_db

TEXT = "It fails again, with the newest version."


class Hand:
    """A clock that a test turns."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> Hand:
    """Allowances of two acts on a ticket and three altogether, by this clock."""
    hand = Hand()
    monkeypatch.setattr(pace, "allowances", Allowances(hand))
    monkeypatch.setattr(pace, "TICKET", Pace(most=2, per_minute=3))
    monkeypatch.setattr(pace, "PERSON", Pace(most=3, per_minute=60))
    return hand


def reply(client: Client, ticket: int, **headers: str) -> HttpResponse:
    return client.post(f"/portal/tickets/{ticket}/replies", {"body": TEXT, "revision": "99"}, headers=headers)


def messages(ticket: int) -> int:
    return Message.objects.filter(ticket_id=ticket, body=TEXT).count()


def test_a_page_says_when_to_go_on_and_keeps_the_text(world: World, hand: Hand) -> None:
    ticket, client = world.file("P1"), browser(world.acme.requester)
    assert [reply(client, ticket).status_code for _ in range(3)] == [302, 302, 429]
    refused = reply(client, ticket)
    assert refused["Retry-After"] == "20"
    assert f">{TEXT}</textarea>" in refused.content.decode()
    assert "Go on in 20 seconds." in refused.content.decode()
    assert messages(ticket) == 2
    hand.seconds = 20.0
    assert [reply(client, ticket).status_code for _ in range(2)] == [302, 429]


def test_a_form_within_a_page_keeps_the_status_that_htmx_shows(world: World, hand: Hand) -> None:
    ticket, client = world.file("P1"), browser(world.acme.requester)
    for _ in range(2):
        reply(client, ticket)
    refused = reply(client, ticket, hx_request="true")
    assert (refused.status_code, refused["Retry-After"]) == (422, "20")


def test_other_tickets_and_colleagues_have_allowances_of_their_own(world: World, hand: Hand) -> None:
    tickets, client = [world.file("P1") for _ in range(3)], browser(world.acme.requester)
    assert [reply(client, ticket).status_code for ticket in (*tickets, tickets[0])] == [302, 302, 302, 429]
    assert reply(browser(world.acme.manager), tickets[0]).status_code == 302


def test_the_console_is_counted(world: World, hand: Hand) -> None:
    ticket, client = world.file("P1"), browser(world.engineer)
    place = f"/console/tickets/{ticket}/note"
    answers = [client.post(place, {"body": TEXT, "revision": "99"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert f"{TEXT}</textarea>" in answers[-1].content.decode()


def test_a_token_has_ten_times_as_much_and_gets_a_problem(world: World, hand: Hand) -> None:
    ticket, caller = world.file("P1"), Caller(token_of(world.acme.requester), language="zh")
    statuses = [caller.post(f"/tickets/{ticket}/messages", {"body": TEXT}).status_code for _ in range(21)]
    assert statuses == [201] * 20 + [429]
    refused = caller.post(f"/tickets/{ticket}/messages", {"body": TEXT})
    assert (refused.json()["code"], refused["Retry-After"]) == ("too_many_acts", "2")
    assert "2 秒" in refused.json()["detail"]


def test_filing_by_token_is_counted_too(world: World, hand: Hand) -> None:
    caller = Caller(token_of(world.acme.requester))
    new = {
        "organisation_id": world.acme.id,
        "subject": "Nobody can join",
        "body": TEXT,
        "severity": "P1",
        "product_id": world.product_id,
    }
    assert [caller.post("/tickets", new).status_code for _ in range(31)] == [201] * 30 + [429]


def act(by: Actor, ticket: int) -> bool:
    """Whether a request of somebody may act."""
    with pace.counted_acts() as acts:
        try:
            pace.count_act(by, ticket)
            pace.count_act(by, ticket)
        except pace.TooManyActs:
            return False
    return acts.refused is None


def test_a_request_counts_once_however_much_it_does(world: World, hand: Hand) -> None:
    assert [act(world.engineer, 1) for _ in range(3)] == [True, True, False]


def test_a_refusal_takes_nothing_from_other_tickets(world: World, hand: Hand) -> None:
    assert [act(world.engineer, 1) for _ in range(9)] == [True, True, *[False] * 7]
    assert act(world.engineer, 2)


def test_memory_is_bounded_by_who_acted_lately(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "MOST_ALLOWANCES", 10)
    allowances = Allowances(hand)
    for number in range(100):
        hand.seconds += 60.0
        assert allowances.spend({(number,): Pace(most=2, per_minute=60)}) == 0.0
    assert len(allowances) <= 10
