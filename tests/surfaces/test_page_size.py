"""Pages stay small however much a ticket's messages say; every message can be read whole."""

from __future__ import annotations

import re
import sys
from datetime import timedelta

import pytest

from factories.accounts import browser
from factories.world import World
from upheld.accounts.actor import Actor
from upheld.desk import acts as desk
from upheld.desk.queries import TicketView, message_page, ticket
from upheld.desk.queries.conversation_rows import EXCERPT, PAGE_CHARACTERS

LONGEST = 50_000


@pytest.fixture
def flooded(world: World) -> int:
    """A ticket with 40 messages of the greatest length, whose markup makes the longest HTML."""
    filed = world.file(body="first " + "'" * (LONGEST - 10))
    for number in range(39):
        body = f"number{number} " + "'\"<&> " * (LONGEST // 6 - 10)
        desk.reply(ticket_id=filed, body=body, by=world.acme.requester, now=world.now)
    desk.add_note(ticket_id=filed, body="anote " * 8_000, by=world.engineer, now=world.now)
    return filed


@pytest.mark.parametrize("surface", ["console", "portal"])
def test_a_ticket_page_is_bounded_and_links_to_whole_messages(world: World, flooded: int, surface: str) -> None:
    reader = world.engineer if surface == "console" else world.acme.requester
    visitor = browser(reader)
    answer = visitor.get(f"/{surface}/tickets/{flooded}")
    html = answer.content.decode()
    assert len(answer.content) < 12 * PAGE_CHARACTERS
    assert "number38" in html
    assert "number0 " in html
    links = re.findall(rf'href="(/{surface}/tickets/{flooded}/messages/\d+)"', html)
    assert len(links) > 30
    whole = visitor.get(links[0]).content.decode()
    assert "first" in whole
    assert len(whole) > LONGEST


def test_a_page_shows_the_newest_messages_and_links_to_all_earlier_ones(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[TicketView.__module__], "PAGE_MESSAGES", 5)
    filed = world.file(body="number0 ")
    for number in range(1, 70):
        by = world.acme.requester if number % 2 else world.engineer
        world.now += timedelta(seconds=1)
        desk.reply(ticket_id=filed, body=f"number{number} ", by=by, now=world.now)
    for surface, reader in (("console", world.engineer), ("portal", world.acme.requester)):
        visitor = browser(reader)
        html = visitor.get(f"/{surface}/tickets/{filed}").content.decode()
        shown = set(re.findall(r"number(\d+)", html))
        assert "65 earlier messages" in html
        assert shown == {str(number) for number in range(65, 70)}
        pages_read = 0
        while link := re.search(rf'href="(/{surface}/tickets/{filed}/messages/\d+)"', html):
            html = visitor.get(link[1]).content.decode()
            shown |= set(re.findall(r"number(\d+)", html))
            pages_read += 1
            assert "MessageView" not in html
        assert shown == {str(number) for number in range(70)}
        assert pages_read == 2


def test_an_ordinary_page_shows_every_message_whole(world: World) -> None:
    filed = world.file(body="x" * (EXCERPT + 1))
    assert (
        f"/console/tickets/{filed}/messages/"
        not in browser(world.engineer).get(f"/console/tickets/{filed}").content.decode()
    )


def test_a_customer_reads_no_note_and_no_message_of_another_ticket(world: World, flooded: int) -> None:
    view = ticket(ticket_id=flooded, actor=world.engineer, now=world.now)
    assert view is not None
    note = next(message.id for message in view.messages if message.kind == "internal")
    other = world.file(customer=world.rival)
    visitor = browser(world.acme.requester)
    assert visitor.get(f"/portal/tickets/{flooded}/messages/{note}").status_code == 404
    assert browser(world.engineer).get(f"/console/tickets/{flooded}/messages/{note}").status_code == 200
    assert browser(world.engineer).get(f"/console/tickets/{other}/messages/{note}").status_code == 404


def pages(ticket_id: int, actor: Actor) -> list[list[int]]:
    """The lengths of the messages of each page by API."""
    lengths, before = [], None
    while True:
        page = message_page(ticket_id=ticket_id, actor=actor, before=before, limit=50)
        assert page is not None
        lengths.append([len(message.body) for message in page.items])
        if page.after is None:
            return lengths
        before = int(page.after)


def test_pages_by_api_are_bounded_and_hold_every_message_whole(world: World, flooded: int) -> None:
    lengths = pages(flooded, world.engineer)
    assert sum(map(len, lengths)) == 41
    assert all(0 < sum(page) <= PAGE_CHARACTERS + LONGEST for page in lengths)
    assert sum(map(sum, lengths)) > 40 * (LONGEST - 100)
