"""A damaged entry or row of a part concerns its own ticket: check, rebuild and erasure go on for all others."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from factories.terms import always
from factories.world import World, build
from support.damage import damage
from upheld.accounts import operations as accounts
from upheld.clocks.differences import differences
from upheld.clocks.models import QueueRow
from upheld.clocks.operations import rebuild
from upheld.contracts.queries import forget
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.desk.erasing import ERASED
from upheld.desk.errors import WrongEvidence
from upheld.desk.models import Cancellation, Delivery, Ticket, Wait
from upheld.ledger import leaf
from upheld.ledger.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)
REQUESTED = "information.requested"
LEAF = "UPDATE ledger_entry SET leaf = %s WHERE subject = %s AND type = %s"
CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "no number": lambda document: document["data"].pop("wait_id"),
    "a word for a number": lambda document: document["data"].update(wait_id="x"),
    "an object for a number": lambda document: document["data"].update(wait_id={}),
    "a number beyond all": lambda document: document["data"].update(wait_id=2**70),
    "no list of commitments": lambda document: document.update(commit=5),
    "no count": lambda document: document["data"].pop("count"),
}


@pytest.fixture
def world() -> World:
    row_security.enter(None)
    forget()
    return build(source=always())


def asked(world: World, item: str = "log") -> int:
    ticket = world.file("P1")
    by = world.staff["expert"]
    desk.request_information(ticket_id=ticket, body="W", items=[item], by=by, now=world.wait(minutes=1))
    return ticket


def spoil(ticket: int, kind: str, change: Callable[[dict[str, Any]], object]) -> None:
    document = leaf.decode(Entry.objects.get(subject=f"ticket/{ticket}", type=kind).leaf)
    change(document)
    damage(LEAF, [json.dumps(document).encode(), f"ticket/{ticket}", kind])


@pytest.mark.parametrize("how", CHANGES)
def test_a_damaged_entry_stops_nobody_else(world: World, how: str) -> None:
    ticket, other = asked(world), asked(world, "xylophone")
    spoil(ticket, REQUESTED, CHANGES[how])
    Wait.objects.filter(ticket_id=other).update(items=["changed"])
    assert {difference.ticket_id for difference in differences()} >= {other}
    assert list(rebuild(now=world.now))
    assert Wait.objects.get(ticket_id=other).items == ["xylophone"]
    accounts.erase_person(user_id=world.staff["expert"].id, by=world.staff["admin"], now=world.now)
    assert Wait.objects.get(ticket_id=other).items == [ERASED]
    assert not Wait.objects.filter(ticket_id=ticket, items=["log"]).exists()


def test_an_erasure_leaves_no_text_of_a_ticket_that_cannot_be_read(world: World) -> None:
    ticket = asked(world, "xylophone")
    filed = bytes(Entry.objects.get(subject=f"ticket/{ticket}", type="ticket.filed").leaf)
    damage(LEAF, [b"x", f"ticket/{ticket}", "ticket.filed"])
    accounts.erase_person(user_id=world.staff["expert"].id, by=world.staff["admin"], now=world.now)
    assert not Wait.objects.filter(ticket_id=ticket).exists()
    damage(LEAF, [filed, f"ticket/{ticket}", "ticket.filed"])
    list(rebuild(now=world.now))
    assert Wait.objects.get(ticket_id=ticket).items == [ERASED]


def test_a_damaged_row_is_written_anew(world: World) -> None:
    ticket = asked(world)
    damage("UPDATE desk_wait SET items = '{{a,b}}' WHERE ticket_id = %s", [ticket])
    assert {difference.objective for difference in differences()} == {"wait"}
    desk.reply(ticket_id=ticket, body="Here.", by=world.acme.requester, now=world.wait(minutes=1))
    assert Wait.objects.get(ticket_id=ticket).items == ["log"]
    assert list(differences()) == []


def test_rebuilding_removes_rows_that_no_entry_names(world: World) -> None:
    ticket = asked(world)
    Delivery.objects.create(organisation_id=world.acme.id, ticket_id=ticket, kind="workaround", provided_at=world.now)
    assert list(rebuild(now=world.now))
    assert not Delivery.objects.exists()
    assert list(differences()) == []


NUMBERS = always().replace("evidence: [sdk_version]", "evidence: [users]")
NUMBERS = NUMBERS.replace("disputes: {", "evidence:\n  users: number\ndisputes: {")


@pytest.mark.parametrize("number", [1e16, 1e20, 1e300, -0.0, 0.1, 12345678901.5, 3, 2**60])
def test_a_number_is_equal_to_itself_however_it_is_written(db: None, number: float) -> None:
    row_security.enter(None)
    forget()
    world = build(source=NUMBERS)
    ticket, by = world.file("P1"), world.engineer
    desk.claim_exclusion(
        ticket_id=ticket, clause="outdated_sdk", evidence="", fields={"users": number}, by=by, now=world.now
    )
    assert list(differences()) == []


@pytest.mark.parametrize("number", [1.1e300, -1.1e300, float("inf"), float("nan")])
def test_a_number_that_the_database_refuses_is_refused_by_name(db: None, number: float) -> None:
    row_security.enter(None)
    forget()
    world = build(source=NUMBERS)
    ticket, by = world.file("P1"), world.engineer
    with pytest.raises(WrongEvidence):
        desk.claim_exclusion(
            ticket_id=ticket, clause="outdated_sdk", evidence="", fields={"users": number}, by=by, now=world.now
        )
    with pytest.raises(WrongEvidence):
        world.file("P1", evidence={"affected_percent": number})


def test_a_merge_elsewhere_is_no_agreement(world: World) -> None:
    first, other, ticket = world.file("P1"), world.file("P1"), world.file("P1")
    desk.propose_cancellation(
        ticket_id=ticket, reason="duplicate", note="Same.", into_id=first, by=world.engineer, now=world.wait(minutes=1)
    )
    desk.merge_duplicate(ticket_id=ticket, into_id=other, by=world.acme.requester, now=world.wait(minutes=1))
    proposal = Cancellation.objects.get(ticket_id=ticket)
    assert (proposal.state, proposal.decided_by) == ("lapsed", None)


def test_an_erased_person_is_taken_off_a_ticket_that_cannot_be_read(world: World) -> None:
    kind = "ticket.filed"
    ticket, expert = asked(world), world.staff["expert"]
    desk.assign(ticket_id=ticket, group_id=None, assignee_id=expert.id, by=expert, now=world.wait(minutes=1))
    leaf_before = bytes(Entry.objects.get(subject=f"ticket/{ticket}", type=kind).leaf)
    damage(LEAF, [b"x", f"ticket/{ticket}", kind])
    accounts.erase_person(user_id=expert.id, by=world.staff["admin"], now=world.now)
    assert Ticket.objects.get(pk=ticket).assignee_id is None
    assert QueueRow.objects.get(ticket_id=ticket).assignee_id is None
    damage(LEAF, [leaf_before, f"ticket/{ticket}", kind])
    newest = Entry.objects.filter(subject=f"ticket/{ticket}").latest("index")
    assert (newest.type, "assignee_id" in leaf.decode(newest.leaf)["data"]) == ("ticket.assigned", False)
    assert list(rebuild(now=world.now)) == [1]
    assert list(differences()) == []


def test_an_erased_person_is_taken_off_a_ticket_under_a_damaged_version(world: World) -> None:
    ticket, expert = asked(world), world.staff["expert"]
    desk.assign(ticket_id=ticket, group_id=None, assignee_id=expert.id, by=expert, now=world.wait(minutes=1))
    damage("UPDATE contracts_contractversion SET terms = '{}'")
    accounts.erase_person(user_id=expert.id, by=world.staff["admin"], now=world.now)
    assert Ticket.objects.get(pk=ticket).assignee_id is None
