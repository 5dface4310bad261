"""The whole way of a ticket, act by act, on the real database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.world import START, World
from upheld.accounts.actor import SYSTEM
from upheld.clocks.differences import differences
from upheld.clocks.models import QueueRow
from upheld.contracts.operations import create_product
from upheld.desk import acts as desk
from upheld.desk.errors import CannotAct, IllegalFact
from upheld.desk.models import Delivery, Ticket
from upheld.ledger.models import Entry
from upheld.operations.errors import NotAllowed, NotFound


def test_filing_starts_the_clocks(world: World) -> None:
    ticket = world.file("P0")
    response = world.clock(ticket, "response")
    assert (response.state, response.due_at) == ("running", START + timedelta(minutes=15))
    assert world.clock(ticket, "restoration").due_at == START + timedelta(hours=4)
    assert QueueRow.objects.get(pk=ticket).next_objective == "response"


def test_a_reply_in_time_meets_the_response_and_starts_updates(world: World) -> None:
    ticket = world.file("P0")
    world.wait(minutes=5)
    desk.reply(ticket_id=ticket, body="On it.", by=world.engineer, now=world.now)
    response = world.clock(ticket, "response")
    assert (response.state, response.outcome, response.decided_at) == ("stopped", "met", world.now)
    assert world.clock(ticket, "update").due_at == world.now + timedelta(hours=1)


def test_a_breach_is_stamped_with_its_deadline_however_late_the_worker(world: World) -> None:
    ticket = world.file("P0")
    world.wait(days=2)
    response = world.clock(ticket, "response")
    assert (response.outcome, response.decided_at) == ("missed", START + timedelta(minutes=15))
    decided = Entry.objects.filter(subject=f"ticket/{ticket}", type="clock.decided").first()
    assert decided is not None
    assert b'"crossed_at":"2026-03-02T01:15:00Z"' in bytes(decided.leaf)


def test_two_stages_are_accepted_one_after_the_other(world: World) -> None:
    ticket = world.file("P0")
    world.wait(minutes=5)
    desk.reply(ticket_id=ticket, body="On it.", by=world.engineer, now=world.now)
    world.wait(hours=1)
    workaround = desk.provide_workaround(ticket_id=ticket, body="Use the other edge.", by=world.engineer, now=world.now)
    provided_at = world.now
    assert world.clock(ticket, "restoration").state == "delivered"
    world.wait(hours=5)
    desk.accept_delivery(ticket_id=ticket, delivery_id=workaround, by=world.acme.requester, now=world.now)
    restoration = world.clock(ticket, "restoration")
    assert (restoration.outcome, restoration.decided_at) == ("met", provided_at)
    assert Ticket.objects.get(pk=ticket).state == "restored"
    resolution = desk.provide_resolution(ticket_id=ticket, body="Fixed.", by=world.engineer, now=world.wait(hours=1))
    desk.accept_delivery(ticket_id=ticket, delivery_id=resolution, by=world.acme.requester, now=world.wait(hours=1))
    assert Ticket.objects.get(pk=ticket).state == "resolved"
    assert not QueueRow.objects.filter(pk=ticket).exists()
    desk.reopen(ticket_id=ticket, reason="It is back.", by=world.acme.requester, now=world.wait(hours=1))
    assert Ticket.objects.get(pk=ticket).state == "open"  # its restoration runs again: the workaround was of before


def test_silence_accepts_and_is_told(world: World) -> None:
    ticket = world.file("P2")
    delivery = desk.provide_resolution(ticket_id=ticket, body="Here.", by=world.engineer, now=world.wait(hours=1))
    provided_at = world.now
    world.wait(days=4)
    row = Delivery.objects.get(pk=delivery)
    assert (row.state, row.decided_by_silence, row.decided_at) == ("accepted", True, provided_at + timedelta(days=3))
    stored = Ticket.objects.get(pk=ticket)
    assert (stored.state, stored.closed_at) == ("resolved", row.decided_at)  # though the sweep came a day later
    assert Entry.objects.filter(type="delivery.accepted_by_silence").count() == 1


def test_a_ticket_that_ends_again_is_closed_at_its_second_end(world: World) -> None:
    ticket = world.file("P2")
    desk.provide_resolution(ticket_id=ticket, body="Here.", by=world.engineer, now=world.wait(hours=1))
    world.wait(days=4)
    desk.reopen(ticket_id=ticket, reason="It is back.", by=world.acme.requester, now=world.now)
    assert Ticket.objects.get(pk=ticket).closed_at is None
    desk.withdraw_ticket(ticket_id=ticket, by=world.acme.requester, now=world.wait(hours=1))
    assert Ticket.objects.get(pk=ticket).closed_at == world.now


def test_a_rejected_workaround_never_happened(world: World) -> None:
    ticket = world.file("P0")
    workaround = desk.provide_workaround(ticket_id=ticket, body="Restart.", by=world.engineer, now=world.wait(hours=3))
    world.wait(hours=2)
    desk.reject_delivery(
        ticket_id=ticket, delivery_id=workaround, reason="Still down.", by=world.acme.requester, now=world.now
    )
    restoration = world.clock(ticket, "restoration")
    assert (restoration.outcome, restoration.decided_at) == ("missed", START + timedelta(hours=4))


def test_a_wait_pauses_what_the_contract_names(world: World) -> None:
    ticket = world.file("P0")
    desk.request_information(
        ticket_id=ticket, body="Please send:", items=["log"], by=world.engineer, now=world.wait(minutes=10)
    )
    assert world.clock(ticket, "restoration").state == "paused"
    assert Ticket.objects.get(pk=ticket).state == "waiting"
    desk.reply(ticket_id=ticket, body="Here.", by=world.acme.requester, now=world.wait(hours=2))
    assert world.clock(ticket, "restoration").due_at == START + timedelta(hours=6)


def test_a_dispute_holds_the_higher_level_until_the_ruling(world: World) -> None:
    ticket = world.file("P0")
    desk.change_severity(
        ticket_id=ticket,
        severity="P1",
        basis="correction",
        reason="A workaround exists.",
        by=world.engineer,
        now=world.wait(minutes=5),
    )
    assert Ticket.objects.get(pk=ticket).severity == "P1"
    desk.dispute_severity(
        ticket_id=ticket, severity="P0", reason="All users.", by=world.acme.manager, now=world.wait(minutes=5)
    )
    assert Ticket.objects.get(pk=ticket).severity == "P0"
    desk.rule_severity(
        ticket_id=ticket, severity="P1", reason="A tenth of users.", by=world.arbiter, now=world.wait(minutes=5)
    )
    assert Ticket.objects.get(pk=ticket).severity == "P1"
    assert world.clock(ticket, "response").due_at == START + timedelta(hours=1)


def test_an_accepted_exclusion_takes_back_a_miss(world: World) -> None:
    ticket = world.file("P0")
    world.wait(hours=5)
    assert world.clock(ticket, "restoration").outcome == "missed"
    claim = desk.claim_exclusion(
        ticket_id=ticket,
        clause="outdated_sdk",
        fields={"sdk_version": "3.0"},
        evidence="3.9.1 in the log",
        from_at=START,
        to_at=START + timedelta(hours=2),
        by=world.engineer,
        now=world.now,
    )
    assert world.clock(ticket, "restoration").outcome == "missed"
    desk.decide_exclusion(
        ticket_id=ticket, claim_id=claim, accepted=True, reason="Right.", by=world.acme.manager, now=world.now
    )
    restoration = world.clock(ticket, "restoration")
    assert (restoration.outcome, restoration.due_at) == ("", START + timedelta(hours=6))


def test_an_act_that_the_semantics_refuse_changes_nothing(world: World) -> None:
    ticket = world.file("P0")
    entries = Entry.objects.count()
    with pytest.raises(IllegalFact):
        desk.reopen(ticket_id=ticket, reason="Still there.", by=world.acme.requester, now=world.wait(minutes=1))
    assert Entry.objects.count() == entries


def test_only_the_customer_withdraws(world: World) -> None:
    ticket = world.file("P0")
    with pytest.raises(NotAllowed):
        desk.withdraw_ticket(ticket_id=ticket, by=world.engineer, now=world.now)
    desk.withdraw_ticket(ticket_id=ticket, by=world.acme.requester, now=world.now)
    assert world.clock(ticket, "response").state == "cancelled"


def test_the_vendor_only_proposes_to_cancel(world: World) -> None:
    first = world.file("P1")
    world.wait(minutes=1)
    second = world.file("P1")
    proposal = desk.propose_cancellation(
        ticket_id=second, reason="duplicate", into_id=first, note="Same fault.", by=world.engineer, now=world.now
    )
    assert world.clock(second, "response").state == "running"
    desk.decide_cancellation(
        ticket_id=second, proposal_id=proposal, agreed=True, by=world.acme.requester, now=world.wait(minutes=1)
    )
    assert Ticket.objects.get(pk=second).merged_into_id == first
    assert world.clock(second, "response").state == "cancelled"


def test_a_duplicate_without_a_number_is_refused_in_words(world: World) -> None:
    number = world.file("P1")
    proposal = {"ticket_id": number, "reason": "duplicate", "note": "Same fault.", "by": world.engineer}
    with pytest.raises(CannotAct) as refused:
        desk.propose_cancellation(**proposal, now=world.now)
    assert (refused.value.code, refused.value.field) == ("no_survivor", "into")
    assert refused.value.text("en") == "A duplicate needs the number of the ticket that goes on."
    with pytest.raises(NotFound, match="no_such_ticket"):
        desk.propose_cancellation(**proposal, into_id=0, now=world.now)


def test_a_later_ticket_cannot_swallow_an_earlier_one(world: World) -> None:
    first = world.file("P1")
    world.wait(minutes=1)
    second = world.file("P1")
    with pytest.raises(CannotAct) as refused:
        desk.merge_duplicate(ticket_id=first, into_id=second, by=world.acme.requester, now=world.now)
    assert refused.value.code == "later_filing"


def test_a_foreign_ticket_is_not_there(world: World) -> None:
    ticket = world.file("P0")
    with pytest.raises(NotFound) as foreign:
        desk.reply(ticket_id=ticket, body="Hello", by=world.rival.requester, now=world.now)
    with pytest.raises(NotFound) as unknown:
        desk.reply(ticket_id=ticket + 1000, body="Hello", by=world.rival.requester, now=world.now)
    assert foreign.value.code == unknown.value.code


def test_someone_replied_while_you_wrote(world: World) -> None:
    ticket = world.file("P0")
    desk.reply(ticket_id=ticket, body="More details.", by=world.acme.requester, now=world.now)
    with pytest.raises(CannotAct) as refused:
        desk.reply(ticket_id=ticket, body="On it.", by=world.engineer, now=world.now, seen_revision=0)
    assert refused.value.code == "someone_replied"


def test_an_uncovered_ticket_says_why_and_has_no_clock(world: World) -> None:
    other = create_product(slug="im", name="IM", components=[], by=SYSTEM, now=world.now)
    ticket = world.file("P0", product_id=other)
    row = Ticket.objects.get(pk=ticket)
    assert (row.contract_version_id, row.uncovered) == (None, "product_not_covered")
    assert not row.clocks.exists()
    delivery = desk.provide_resolution(ticket_id=ticket, body="Here.", by=world.engineer, now=world.wait(hours=1))
    desk.accept_delivery(ticket_id=ticket, delivery_id=delivery, by=world.acme.requester, now=world.wait(hours=1))
    assert Ticket.objects.get(pk=ticket).state == "resolved"


def test_every_clock_is_what_the_ledger_says(world: World) -> None:
    ticket = world.file("P0")
    world.wait(hours=3)
    desk.reply(ticket_id=ticket, body="On it.", by=world.engineer, now=world.now)
    world.wait(hours=9)
    world.file("P2")
    assert list(differences()) == []
    world_clock = world.clock(ticket, "restoration")
    world_clock.outcome = "met"
    world_clock.save()
    assert {difference.field for difference in differences()} == {"outcome"}
