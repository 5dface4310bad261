"""The ticket's page and the parts it asks for while it is open."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from factories.accounts import browser
from support.work import lines_of
from upheld.desk import acts as desk
from upheld.desk.queries.conversation_rows import PAGE_CHARACTERS
from upheld.markup import markdown

PARTS = ("", "/live", "/live?seen=0.0&show=1", "/people", "/history", "/clocks/response/1", "/severity")


@pytest.fixture
def ticket(console) -> int:
    return console.world.file("P0", subject="Nobody can <b>join</b>", body="Fails with **1004** <script>x</script>")


def test_what_was_said_is_shown_safely(console, ticket: int) -> None:
    page = console.get(f"tickets/{ticket}")
    assert "Nobody can &lt;b&gt;join&lt;/b&gt;" in page
    assert "<strong>1004</strong>" in page
    assert "<script>x" not in page


@pytest.mark.parametrize("surface", ["console", "portal"])
def test_messages_that_are_dear_to_render_do_not_keep_the_page(console, ticket: int, surface: str) -> None:
    for number in range(15):
        console.reply(ticket, "[" * 49_000 + f"end{number}", customer=True)
    reader = console.open() if surface == "console" else browser(console.world.acme.requester)
    markdown._CACHE.clear()
    pages = []
    work = lines_of(lambda: pages.append(reader.get(f"/{surface}/tickets/{ticket}").content.decode()), "markdown")
    assert work < 100 * markdown.PAGE_STEPS
    newest = range(15 - PAGE_CHARACTERS // 50_000, 15)
    assert all(f"[[end{number}" in pages[0] for number in newest)


def test_scripts_carry_the_nonce_of_the_policy_and_nothing_is_inline(console, ticket: int) -> None:
    answer = console.open().get(f"/console/tickets/{ticket}")
    page = answer.content.decode()
    nonce = re.search(r"script-src 'nonce-([^']+)'", answer["Content-Security-Policy"])
    assert nonce is not None
    assert all(f'nonce="{nonce[1]}"' in tag for tag in re.findall(r"<script[^>]*>", page))
    assert " style=" not in page
    assert not re.search(r"\son[a-z]+=", page)


def test_each_clock_is_drawn_with_a_name(console, ticket: int) -> None:
    page = console.get(f"tickets/{ticket}/live")
    assert len(re.findall(r'<svg class="strip" role="img" aria-label="[^"]+"', page)) == 3
    assert "Response" in page


def test_the_reckoning_adds_up_on_the_page(console, ticket: int) -> None:
    console.world.wait(minutes=5)
    console.reply(ticket)
    page = console.get(f"tickets/{ticket}/clocks/response/1")
    assert "Why this clock says so" in page
    assert "5 min" in page
    part = console.get(f"tickets/{ticket}/clocks/response/1", **{"HX-Request": "true"})
    assert "<html" not in part


def test_an_unknown_clock_is_not_there(console, ticket: int) -> None:
    console.get(f"tickets/{ticket}/clocks/response/7", status=404)
    console.get(f"tickets/{ticket}/clocks/nonsense/1", status=404)


def test_notes_requests_and_deliveries_stand_in_the_conversation(console, ticket: int) -> None:
    world = console.world
    desk.add_note(ticket_id=ticket, body="Edge cn-2?", by=world.engineer, now=world.now)
    desk.request_information(ticket_id=ticket, body="Please", items=["the log"], by=world.engineer, now=world.now)
    console.reply(ticket, "Here it is.", customer=True)
    desk.provide_workaround(ticket_id=ticket, body="Use the other edge.", by=world.engineer, now=world.now)
    desk.change_severity(
        ticket_id=ticket, severity="P1", basis="impact", reason="One region only.", by=world.engineer, now=world.now
    )
    page = " ".join(console.get(f"tickets/{ticket}").split())
    said = ("Edge cn-2?", "Internal note", "Asked of the customer", "the log", "Workaround · to be accepted")
    for text in (*said, "Severity set to P1", "One region only."):
        assert text in page


def test_a_long_run_of_clock_events_is_one_line(console, ticket: int) -> None:
    console.reply(ticket)
    console.world.now += timedelta(hours=-5)
    console.world.wait(hours=10)
    page = console.get(f"tickets/{ticket}")
    assert "by the clock" in page


def test_history_shows_each_entry_with_its_index(console, ticket: int) -> None:
    console.reply(ticket)
    page = console.get(f"tickets/{ticket}/history")
    assert "ticket.filed" in page
    assert "vendor.replied" in page
    assert re.search(r'id="e\d+"', page)


def test_a_changed_conversation_is_drawn_anew(console, ticket: int) -> None:
    assert "Third time" not in console.get(f"tickets/{ticket}")
    console.reply(ticket, "Third time lucky")
    assert "Third time" in console.get(f"tickets/{ticket}")


@pytest.mark.parametrize("part", PARTS)
def test_customers_and_strangers_find_nothing(console, ticket: int, part: str) -> None:
    console.get(f"tickets/{ticket}{part}", "requester", 404)
    console.get(f"tickets/999999{part}", "engineer", 404)


def test_names_can_be_mentioned(console, ticket: int) -> None:
    names = console.open().get(f"/console/tickets/{ticket}/people").json()
    assert console.world.engineer.name in names
    assert console.world.acme.requester.name in names
    assert console.world.rival.requester.name not in names


def test_a_ticket_that_is_silent_for_weeks_keeps_its_page_short(console) -> None:
    console.world.now -= timedelta(days=21)
    ticket = console.world.file("P0")
    console.reply(ticket)
    console.world.wait(days=20)
    page = console.get(f"tickets/{ticket}")
    (folded,) = [int(count) for count in re.findall(r"(\d+) by the clock", page) if int(count) > 20]
    assert folded > 400
    assert f"{folded - 20} earlier events in the history" in page
    assert len(page) < 150_000


def test_no_instant_is_shown_as_a_machine_writes_it(console, ticket: int) -> None:
    desk.request_information(
        ticket_id=ticket, body="Which?", items=["log"], by=console.world.engineer, now=console.world.wait(minutes=1)
    )
    page = console.get(f"tickets/{ticket}")
    assert "waiting for the customer since the request of" in page
    said = re.sub(r'\s(?:datetime|data-[a-z]+|title)="[^"]*"|<script.*?</script>', "", page, flags=re.DOTALL)
    assert re.findall(r"\d{4}-\d\d-\d\dT\d\d:\d\d\S*", said) == []
