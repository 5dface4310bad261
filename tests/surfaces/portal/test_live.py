"""What an open page asks again: fresh by every public act, silent about what is not public, at a fixed price."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories.accounts import browser
from factories.world import World
from upheld.accounts.models import User
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.desk.models import Ticket
from upheld.ledger.queries import entries_of

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


class Open:
    """A page that stands open in a customer's browser."""

    def __init__(self, client: Client, number: int) -> None:
        self.client, self.number = client, number
        page = self.ask(f"/portal/tickets/{number}").content.decode()
        [self.address] = re.findall(r'id="clocks".*? hx-get="([^"]+)"', page)
        [self.tag] = re.findall(r"data-etag='([^']+)'", page)
        self.tag = self.tag.replace("&quot;", '"')

    def ask(self, address: str, **headers: str) -> Any:
        try:
            return self.client.get(address, headers=headers)
        finally:
            row_security.enter(None)

    def again(self, more: str = "") -> str:
        answer = self.ask(self.address + more)
        assert answer.status_code == 200
        return TOKEN.sub("", answer.content.decode())

    def news(self) -> str:
        [text] = re.findall(r'<div id="news"[^>]*>(.*?)</div>', self.again(), re.S)
        return " ".join(re.sub(r"<[^>]+>", " ", text).split())


@pytest.fixture
def present(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world whose minute does not turn between two requests."""
    at = timezone.now().replace(second=10, microsecond=0)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    world.now = at - timedelta(minutes=2)
    return world


@pytest.fixture
def page(present: World) -> Open:
    row_security.enter(None)
    number = present.file("P0")
    client = browser(present.acme.manager)
    row_security.enter(None)
    return Open(client, number)


def test_nothing_new_is_a_304_and_two_statements_more_than_the_door(page: Open) -> None:
    page.ask(page.address)
    with CaptureQueriesContext(connection) as taken:
        assert page.ask(page.address, if_none_match=page.tag).status_code == 304
    assert (
        sum(
            "desk_" in captured_query["sql"] or "ledger_" in captured_query["sql"]
            for captured_query in taken.captured_queries
        )
        == 2
    )
    assert page.news() == ""


def test_a_note_changes_nothing(page: Open, present: World) -> None:
    before, answer = page.again(), page.ask(page.address)
    desk.add_note(ticket_id=page.number, body="Do not tell them.", by=present.engineer, now=present.now)
    after = page.ask(page.address)
    assert after["ETag"] == answer["ETag"] == page.tag
    assert page.again() == before
    assert page.ask(page.address, if_none_match=page.tag).status_code == 304
    shown = TOKEN.sub("", page.ask(f"/portal/tickets/{page.number}").content.decode())
    assert "Do not tell them" not in shown
    assert f'id="reply-revision"\n value="{revision(page)}"' in shown


def revision(page: Open) -> int:
    """How far the conversation is."""
    return Ticket.objects.get(pk=page.number).revision


def replied(world: World, number: int) -> None:
    desk.reply(ticket_id=number, body="We look.", by=world.engineer, now=world.now)


def asked(world: World, number: int) -> None:
    desk.request_information(ticket_id=number, body="Logs?", items=["log"], by=world.engineer, now=world.now)


def worked_around(world: World, number: int) -> None:
    desk.provide_workaround(ticket_id=number, body="Try.", by=world.engineer, now=world.now)


def resolved(world: World, number: int) -> None:
    desk.provide_resolution(ticket_id=number, body="Fixed.", by=world.engineer, now=world.now)


def lowered(world: World, number: int) -> None:
    desk.change_severity(
        ticket_id=number, severity="P1", basis="impact", reason="One region.", by=world.engineer, now=world.now
    )


def claimed(world: World, number: int) -> None:
    desk.claim_exclusion(
        ticket_id=number,
        clause="outdated_sdk",
        fields={"sdk_version": "3.0"},
        evidence="4.0",
        by=world.engineer,
        now=world.now,
    )


def ended(world: World, number: int) -> None:
    desk.propose_cancellation(
        ticket_id=number, reason="out_of_scope", into_id=None, note="Not ours.", by=world.engineer, now=world.now
    )


@pytest.mark.parametrize(
    ("act", "said", "seen"),
    [
        (replied, " replied.", "Response"),
        (asked, " asks you for something.", "The vendor asks you for"),
        (worked_around, " provided a workaround.", "A workaround for you to judge"),
        (resolved, " provided a resolution.", "A resolution for you to judge"),
        (lowered, "New here: Severity changed: P1.", "sev-1"),
        (claimed, "New here: The vendor claims: ", "(part of the time does not count)"),
        (ended, "New here: ", "If you refuse"),
    ],
)
def test_every_public_act_is_told_and_seen(page: Open, present: World, act: Any, said: str, seen: str) -> None:
    act(present, page.number)
    assert page.ask(page.address, if_none_match=page.tag).status_code == 200
    assert said in page.news()
    assert seen in page.again()


def test_the_state_comes_with_it(page: Open, present: World) -> None:
    assert ">Open<" in badges(page)
    asked(present, page.number)
    assert ">Waiting for the customer<" in badges(page)


def badges(page: Open) -> str:
    [found] = re.findall(r'<span class="row" id="badges" hx-swap-oob="true">.*?</span></span>', page.again())
    return found


def test_a_missed_promise_is_told_when_it_is_decided(page: Open, present: World) -> None:
    present.wait(minutes=16)
    assert page.news() == "New here: Response missed. Show"


def test_what_was_met_is_no_news(page: Open, present: World) -> None:
    replied(present, page.number)
    told = entries_of([page.number], ["clock.decided"])[page.number]
    assert [one.document["data"]["outcome"] for one in told] == ["met"]
    page.address = f"/portal/tickets/{page.number}/live?seen=2.0"
    assert page.news() == ""


def test_showing_it_brings_the_conversation_and_what_was_read(page: Open, present: World) -> None:
    replied(present, page.number)
    shown = page.again("&show=1")
    assert shown.count("We look.") == 1
    assert re.search(r'<li class="say vendor" id="last" tabindex="-1" autofocus>', shown)
    assert f'id="reply-revision" value="{revision(page)}" hx-swap-oob' in shown
    [address] = re.findall(r'id="clocks".*? hx-get="([^"]+)"', shown)
    page.address = address
    assert page.news() == ""
    assert "We look." not in page.again()


def test_statements_do_not_grow_with_what_is_there(page: Open, present: World) -> None:
    counts = []
    for _ in range(2):
        for act in (replied, asked, worked_around, claimed):
            act(present, page.number)
        page.ask(page.address)
        for address in (page.address, f"{page.address}&show=1"):
            with CaptureQueriesContext(connection) as taken:
                page.ask(address)
            counts.append(len(taken))
    assert counts[:2] == counts[2:]


@pytest.mark.parametrize("seen", ["", "x", "9" * 30, "-1.-1", "1.2.3", "%E2%85%A0.1"])
def test_a_mark_that_cannot_be_read_is_the_beginning(page: Open, seen: str) -> None:
    assert page.ask(f"/portal/tickets/{page.number}/live?seen={seen}").status_code == 200


def test_the_requester_is_told_anyway_and_is_not_offered_to_follow(page: Open, present: World) -> None:
    requester = User.objects.get(pk=present.acme.requester.id).name
    manager = User.objects.get(pk=present.acme.manager.id).name
    shown = page.ask(f"/portal/tickets/{page.number}").content.decode()
    [offered] = re.findall(r'<select id="watch-person".*?</select>', shown)
    assert f">{requester}<" not in offered
    assert f" selected>{manager}<" in offered
