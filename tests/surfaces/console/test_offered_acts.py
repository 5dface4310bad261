"""Pages offer the acts that are possible now, and no others."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from factories.accounts import browser
from upheld.desk import acts as desk
from upheld.desk.models import Message
from upheld.desk.queries import ticket as ticket_of
from upheld.ledger.models import Entry


@pytest.fixture
def ticket(console) -> int:
    return console.world.file("P1")


def may(console, ticket: int, role: str) -> frozenset[str]:
    actor = console.world.acme.requester if role == "requester" else console.world.staff[role]
    view = ticket_of(ticket_id=ticket, actor=actor, now=console.world.now)
    assert view is not None
    return view.may


def actions(page: str) -> set[str]:
    """The addresses to which the forms of the composer are sent."""
    return set(re.findall(r'data-action="[^"]*/([a-z]+)"', page))


def test_what_may_be_done_follows_the_ticket(console, ticket: int) -> None:
    world, at = console.world, {"ticket_id": ticket}
    assert {"dispute", "withdraw", "raise_impact"} <= may(console, ticket, "requester")
    assert not {"reopen", "decide_delivery", "decide_exclusion"} & may(console, ticket, "requester")
    assert "rule" not in may(console, ticket, "arbiter")
    desk.dispute_severity(
        **at, severity="P0", reason="All is down.", by=world.acme.requester, now=world.wait(minutes=1)
    )
    assert "rule" in may(console, ticket, "arbiter")
    done = desk.provide_resolution(**at, body="Fixed.", by=world.engineer, now=world.wait(minutes=1))
    assert "decide_delivery" in may(console, ticket, "requester")
    desk.accept_delivery(**at, delivery_id=done, by=world.acme.requester, now=world.wait(minutes=1))
    assert "reopen" in may(console, ticket, "requester")
    assert not {"provide", "request_information"} & may(console, ticket, "engineer")
    assert {"reply", "note", "claim_exclusion"} <= may(console, ticket, "engineer")


def test_a_ticket_that_ended_offers_no_answer(console, ticket: int) -> None:
    world = console.world
    desk.request_information(
        ticket_id=ticket, body="Which?", items=["log"], by=world.engineer, now=world.wait(minutes=1)
    )
    assert actions(console.get(f"tickets/{ticket}")) == {"reply", "note", "information", "workaround", "resolution"}
    desk.withdraw_ticket(ticket_id=ticket, by=world.acme.requester, now=world.wait(minutes=1))
    assert actions(console.get(f"tickets/{ticket}")) == set()
    portal = browser(world.acme.requester).get(f"/portal/tickets/{ticket}").content.decode()
    assert "clocks that the contract names stand still" not in portal
    assert "/dispute" in portal, "a severity can be contested after the end"
    assert "/impact" not in portal


def test_an_arbiter_is_offered_what_an_arbiter_may_send(console, ticket: int) -> None:
    page = console.get(f"tickets/{ticket}", "arbiter")
    assert actions(page) == {"note"}
    assert f'action="/console/tickets/{ticket}/note"' in page
    assert 'name="channel"' not in page
    assert 'name="items"' not in page
    console.post(f"tickets/{ticket}/note", "arbiter", body="I read the log.", revision=0)
    assert Message.objects.get(kind="internal").body == "I read the log."


def test_who_files_for_a_customer_says_it_as_the_vendor(console) -> None:
    world = console.world
    new = desk.NewTicket(subject="By phone", body="They called us.", severity="P1", product_id=world.product_id)
    ticket = desk.file_ticket(
        organisation_id=world.acme.id,
        ticket=new,
        requester_id=world.acme.requester.id,
        by=world.engineer,
        now=world.now,
    )
    message = Message.objects.get(ticket_id=ticket)
    assert (message.author_id, message.from_customer) == (world.engineer.id, False)
    own = Message.objects.get(ticket_id=world.file("P1"))
    assert (own.author_id, own.from_customer) == (world.acme.requester.id, True)


def test_a_breach_is_recorded_before_what_it_escalates(console, ticket: int) -> None:
    console.world.wait(hours=3)
    kinds = list(Entry.objects.filter(subject=f"ticket/{ticket}").order_by("index").values_list("type", "leaf"))
    response = [kind for kind, leaf in kinds if b'"objective":"response"' in bytes(leaf)]
    assert response == ["escalation.reached", "clock.decided", "escalation.reached", "escalation.reached"]


def test_a_customer_is_told_that_a_ruling_is_overdue_and_what_holds(console) -> None:
    world, tickets = console.world, []
    world.now -= timedelta(hours=30)
    for _ in range(2):
        ticket, now = world.file("P1"), world.wait(minutes=1)
        desk.dispute_severity(ticket_id=ticket, severity="P0", reason="All is down.", by=world.acme.requester, now=now)
        tickets.append(ticket)
        world.wait(hours=29)
    client = browser(world.acme.requester)
    overdue, due = (client.get(f"/portal/tickets/{ticket}").content.decode() for ticket in tickets)
    assert "The ruling is overdue" in overdue
    assert "An arbiter rules by" not in overdue
    assert "Until the ruling, P0 applies." in overdue
    assert "The ruling is overdue" not in due


def test_outcomes_are_shown_once_a_clause_is_chosen(console, ticket: int) -> None:
    assert "Choose a clause" in console.get(f"tickets/{ticket}/outcomes?clause=&from_at=&to_at=")
    assert "Choose a clause" not in console.get(f"tickets/{ticket}/outcomes?clause=outdated_sdk")
    assert "clause=outdated_sdk" in console.get(f"tickets/{ticket}/exclusions")
    assert 'clause="' not in console.get(f"tickets/{ticket}/exclusions")
