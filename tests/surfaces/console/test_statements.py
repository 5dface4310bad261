"""Each page asks the database as often for three things as for one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.terms import always
from upheld.contracts import operations as contracts
from upheld.desk import acts as desk
from upheld.desk.queries import ticket as ticket_of


def statements(console, place: str, role: str = "engineer") -> int:
    console.get(place, role)  # what is kept between requests is read once
    with CaptureQueriesContext(connection) as seen:
        console.get(place, role)
    return len(seen)


def filed(console, number: int) -> None:
    console.world.file("P1", subject=f"Join fails {number}", tags=[f"tag{number}"])


def disputed(console, number: int) -> None:
    ticket = console.world.file("P1", customer=console.world.rival)
    by = console.world.rival.requester
    desk.dispute_severity(ticket_id=ticket, severity="P0", reason="All are down.", by=by, now=console.world.now)


def saved(console, number: int) -> None:
    desk.save_reply(title=f"T{number}", body_en="Hello", body_zh="", by=console.world.engineer, now=console.world.now)


def contracted(console, number: int) -> None:
    world = console.world
    contract = contracts.create_contract(
        organisation_id=world.acme.id,
        name=f"More {number}",
        plan="extra",
        product_ids=[world.product_id],
        by=world.staff["admin"],
        now=world.now,
    )
    draft = contracts.save_draft(contract_id=contract, source=always(), by=world.staff["admin"], now=world.now)
    contracts.publish_version(version_id=draft, by=world.staff["admin"], now=world.now)


@pytest.mark.parametrize(
    ("place", "role", "more"),
    [
        ("queue", "engineer", filed),
        ("queue/rows", "engineer", filed),
        ("queue/counts", "engineer", filed),
        ("tickets", "engineer", filed),
        ("search?q=join", "engineer", filed),
        ("docket", "arbiter", disputed),
        ("saved-replies", "engineer", saved),
        ("saved-replies/options", "engineer", saved),
        ("contracts", "engineer", contracted),
    ],
)
def test_a_list_costs_the_same_for_three(console, place: str, role: str, more: Callable[..., None]) -> None:
    more(console, 1)
    one = statements(console, place, role)
    more(console, 2)
    more(console, 3)
    assert statements(console, place, role) == one


@pytest.mark.parametrize(("place", "own"), [("queue", 2), ("queue/rows", 1), ("queue/counts", 1), ("search?q=join", 4)])
def test_the_pages_that_are_open_all_day_ask_little(console, place: str, own: int) -> None:
    """Besides the session, its person, and in tests the scope. A search sets its time limit in a transaction."""
    console.world.file("P1", subject="Join fails")
    assert statements(console, place) <= 3 + own


def test_a_ticket_of_messages_alone_asks_for_itself_its_ledger_and_what_was_said(console) -> None:
    ticket = console.world.file("P1")
    for _ in range(3):
        console.reply(ticket)
        console.reply(ticket, customer=True)
    assert statements(console, f"tickets/{ticket}") <= 3 + 3


def round_of_everything(console, ticket: int) -> None:
    """One more of all that a ticket can have several of."""
    world = console.world
    by, now = world.engineer, world.now
    message = console.reply(ticket, customer=True)
    desk.attach(
        ticket_id=ticket,
        name="sdk.log",
        content_type="text/plain",
        chunks=[b"x"],
        by=world.acme.requester,
        now=now,
        message_id=message,
    )
    desk.add_note(ticket_id=ticket, body="Look at the edge.", by=by, now=now)
    desk.request_information(ticket_id=ticket, body="Please send", items=["the log"], by=by, now=now)
    other = world.file("P2")
    desk.link(ticket_id=ticket, other_id=other, by=by, now=now)
    claim = desk.claim_exclusion(
        ticket_id=ticket, clause="outdated_sdk", fields={"sdk_version": "3.0"}, evidence="1.2", by=by, now=now
    )
    desk.decide_exclusion(ticket_id=ticket, claim_id=claim, accepted=False, reason="No.", by=world.arbiter, now=now)
    delivery = desk.provide_workaround(ticket_id=ticket, body="Use the other edge.", by=by, now=now)
    values = {"affected_users": len(ticket_of(ticket_id=ticket, actor=by, now=now).history)}
    desk.record_measurement(ticket_id=ticket, evidence=values, source="prometheus", by=by, now=now)
    desk.reject_delivery(
        ticket_id=ticket, delivery_id=delivery, reason="Does not help.", by=world.acme.requester, now=now
    )


@pytest.mark.parametrize("part", ["", "/live?seen=1.0", "/live?seen=1.0&show=1", "/history"])
def test_a_ticket_costs_the_same_with_three_of_everything(console, part: str) -> None:
    ticket = console.world.file("P1")
    round_of_everything(console, ticket)
    one = statements(console, f"tickets/{ticket}{part}")
    round_of_everything(console, ticket)
    round_of_everything(console, ticket)
    assert statements(console, f"tickets/{ticket}{part}") == one


def test_a_contract_costs_the_same_with_three_versions(console) -> None:
    world = console.world
    one = statements(console, f"contracts/{world.acme.contract_id}")
    for number in (2, 3):
        draft = contracts.save_draft(
            contract_id=world.acme.contract_id, source=always(version=number), by=world.staff["admin"], now=world.now
        )
        contracts.publish_version(version_id=draft, by=world.staff["admin"], now=world.now)
    assert statements(console, f"contracts/{world.acme.contract_id}") == one
