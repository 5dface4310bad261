"""What the vendor's open page asks again: fresh by every act, notes included, at a fixed price."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from upheld.database import row_security
from upheld.desk import acts as desk


@pytest.fixture
def now(console, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A present whose minute does not turn between two requests."""
    at = timezone.now().replace(second=10, microsecond=0)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    console.world.now = at - timedelta(minutes=2)
    return at


@pytest.fixture
def ticket(console, now) -> int:
    return console.world.file("P0")


def opened(console, ticket: int) -> tuple[str, str]:
    """What a page that stands open asks for, and the mark it gives."""
    page = console.get(f"tickets/{ticket}")
    [address] = re.findall(r'id="clocks".*? hx-get="/console/([^"]+)"', page)
    [tag] = re.findall(r"data-etag='([^']+)'", page)
    return address, tag.replace("&quot;", '"')


def part(said: str, name: str) -> str:
    """A part that is swapped out of band, as text."""
    [found] = re.findall(rf'id="{name}"[^>]* hx-swap-oob="true">(.*?)\n(?=<[a-z]+ [^>]*id=|\Z)', said + "\n", re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def assigned(console, ticket: int) -> None:
    by = console.world.engineer
    desk.assign(ticket_id=ticket, group_id=None, assignee_id=by.id, by=by, now=console.world.now)


def lowered(console, ticket: int) -> None:
    world = console.world
    desk.change_severity(
        ticket_id=ticket, severity="P1", basis="impact", reason="One.", by=world.engineer, now=world.now
    )


def asked(console, ticket: int) -> None:
    world = console.world
    desk.request_information(ticket_id=ticket, body="Logs?", items=["log"], by=world.engineer, now=world.now)


def noted(console, ticket: int) -> None:
    desk.add_note(ticket_id=ticket, body="Between us.", by=console.world.engineer, now=console.world.now)


def proposed(console, ticket: int) -> None:
    world = console.world
    desk.propose_cancellation(
        ticket_id=ticket, reason="out_of_scope", into_id=None, note="Not ours.", by=world.engineer, now=world.now
    )


def disputed(console, ticket: int) -> None:
    world = console.world
    desk.change_severity(
        ticket_id=ticket, severity="P1", basis="impact", reason="One.", by=world.engineer, now=world.now
    )
    desk.dispute_severity(ticket_id=ticket, severity="P0", reason="All.", by=world.acme.requester, now=world.now)


ACTS = [
    (assigned, "facts", "With {engineer}"),
    (lowered, "badges", "P1"),
    (asked, "badges", "Waiting for the customer"),
    (proposed, "matters", "Not ours."),
    (disputed, "disputed", "All."),
]


@pytest.mark.parametrize(("act", "name", "text"), ACTS)
def test_every_act_is_seen_where_it_belongs(console, ticket: int, act: Any, name: str, text: str) -> None:
    address, tag = opened(console, ticket)
    console.get(address, status=304, **{"If-None-Match": tag})
    text = text.format(engineer=console.world.engineer.name)
    assert text not in part(console.get(address), name)
    act(console, ticket)
    assert text in part(console.get(address, **{"If-None-Match": tag}), name)


def test_what_can_be_done_follows(console, ticket: int) -> None:
    address, _ = opened(console, ticket)
    assert "do-cancellation" in console.get(address)
    assert "Take it" in part(console.get(address), "take")
    proposed(console, ticket)
    assigned(console, ticket)
    after = console.get(address)
    assert "do-cancellation" not in after
    assert part(after, "take") == ""


def test_a_note_is_noticed_among_the_staff(console, ticket: int) -> None:
    address, tag = opened(console, ticket)
    noted(console, ticket)
    console.get(address, status=200, **{"If-None-Match": tag})
    assert "Between us." in console.get(f"{address}&show=1")


def test_what_is_being_written_is_no_part_of_it(console, ticket: int) -> None:
    address, _ = opened(console, ticket)
    asked(console, ticket)
    for answer in (console.get(address), console.get(f"{address}&show=1")):
        assert 'id="composer"' not in answer
        assert 'id="composer-body"' not in answer
    assert "composer-revision" not in console.get(address)


def test_news_is_told_until_it_is_shown(console, ticket: int) -> None:
    address, _ = opened(console, ticket)
    assert "has gone on" not in console.get(address)
    console.reply(ticket, "We look.", customer=True)
    told = console.get(address)
    assert "has gone on" in told
    assert "We look." not in told
    shown = console.get(f"{address}&show=1")
    assert re.search(r'<li id="last" tabindex="-1" autofocus>', shown)
    assert shown.count("We look.") == 1
    [after] = re.findall(r'id="clocks".*? hx-get="/console/([^"]+)"', shown)
    assert "has gone on" not in console.get(after)


def test_nothing_new_costs_two_questions(console, ticket: int) -> None:
    address, tag = opened(console, ticket)
    console.get(address)
    with CaptureQueriesContext(connection) as taken:
        console.get(address, status=304, **{"If-None-Match": tag})
    assert (
        sum(
            "desk_" in captured_query["sql"] or "ledger_" in captured_query["sql"]
            for captured_query in taken.captured_queries
        )
        == 2
    )
    row_security.enter(None)


@pytest.mark.parametrize("seen", ["", "x", "9" * 30, "-1.-1", "1.2.3", "%E2%85%A0.0"])
def test_a_mark_that_cannot_be_read_is_the_beginning(console, ticket: int, seen: str) -> None:
    console.reply(ticket)
    assert "has gone on" in console.get(f"tickets/{ticket}/live?seen={seen}")
