"""What was measured on the ticket's page, on both sides, and what the forms make of it."""

from __future__ import annotations

import html
import re

import pytest

from factories.accounts import browser
from factories.world import World
from upheld.accounts.actor import SYSTEM
from upheld.desk import acts as desk


def measure(world: World, ticket: int, **values: object) -> None:
    desk.record_measurement(ticket_id=ticket, evidence=values, source="prometheus <eu-1>", by=SYSTEM, now=world.now)


def portal(world: World, place: str) -> str:
    answer = browser(world.acme.requester).get(f"/portal/{place}")
    assert answer.status_code == 200
    return answer.content.decode()


def text(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


@pytest.fixture
def measured(console) -> int:
    ticket = console.world.file("P0")
    measure(console.world, ticket, service_down_minutes=12, data_loss=True)
    return ticket


def test_both_sides_read_what_was_measured_and_what_it_means(console, measured: int) -> None:
    for page in (console.get(f"tickets/{measured}"), portal(console.world, f"tickets/{measured}")):
        said = text(page)
        assert "data was lost: Yes; minutes of complete unavailability = 12prometheus <eu-1> · " in said
        assert "Not below P0 without a ruling." in said
        assert "below what was measured" not in said
        assert "<eu-1>" not in page


def test_a_ticket_that_nothing_was_measured_of_says_nothing(console) -> None:
    ticket = console.world.file("P0")
    assert "Measured" not in console.get(f"tickets/{ticket}") + portal(console.world, f"tickets/{ticket}")


def test_the_form_shows_what_cannot_be_chosen_and_why(console, measured: int) -> None:
    form = console.get(f"tickets/{measured}/severity")
    assert '<option value="P0">P0 · Urgent</option>' in form
    assert '<option value="P1" disabled>P1 · High (not below P0: measured)</option>' in form
    assert '<option value="P2" disabled>' in form
    page = console.post(f"tickets/{measured}/severity", status=422, severity="P1", basis="impact", reason="Less.")
    assert "only an arbiter’s ruling in a dispute makes it P1" in html.unescape(page)
    assert '<option value="P2" disabled>' in page


def test_a_severity_below_the_floor_is_said_plainly_with_the_way_up(console) -> None:
    world = console.world
    ticket = world.file("P2")
    measure(world, ticket, service_down_minutes=12)
    page = console.get(f"tickets/{ticket}")
    assert "The severity is P2, below what was measured: that is P0 at least." in text(page)
    assert f'href="/console/tickets/{ticket}/severity">Set it to P0</a>' in page
    assert "Set it to P0" not in console.get(f"tickets/{ticket}", role="arbiter")
    theirs = portal(world, f"tickets/{ticket}")
    assert "below what was measured" in text(theirs)
    (way,) = re.findall(r'href="/portal/([^"]+)">Set it to P0', theirs)
    assert '<option value="P0" selected>' in portal(world, html.unescape(way))
    console.post(f"tickets/{ticket}/severity", severity="P0", basis="impact", reason="As measured.")
    assert "below what was measured" not in text(console.get(f"tickets/{ticket}"))


def test_it_is_told_in_the_conversation_and_in_the_history(console, measured: int) -> None:
    line = "Measured: data was lost: Yes; minutes of complete unavailability = 12 (prometheus <eu-1>)"
    assert line in text(console.get(f"tickets/{measured}"))
    assert line in text(portal(console.world, f"tickets/{measured}"))
    assert "service_down_minutes" in console.get(f"tickets/{measured}/history")


def test_an_open_page_follows(console) -> None:
    world = console.world
    ticket = world.file("P2")
    before = console.open().get(f"/console/tickets/{ticket}/live")["ETag"]
    measure(world, ticket, service_down_minutes=12)
    answer = console.open().get(f"/console/tickets/{ticket}/live", headers={"if-none-match": before})
    assert answer.status_code == 200
    assert "below what was measured" in text(answer.content.decode())
