"""Waits, deliveries, disputes, claims and proposals follow from the ledger's entries, and from nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

import upheld
from factories.terms import always
from factories.world import World, build
from upheld.clocks.differences import differences
from upheld.clocks.models import QueueRow
from upheld.clocks.operations import rebuild
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.desk.models import Cancellation, Delivery, Dispute, ExclusionClaim, Ticket, Wait
from upheld.desk.queries.cases import case_page
from upheld.ledger.models import Entry

PARTS = (Wait, Delivery, Dispute, ExclusionClaim, Cancellation)
SOURCE = Path(upheld.__file__).parent


def rows() -> dict[str, list[dict[str, Any]]]:
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in PARTS}


def a_story_of_all_parts(world: World) -> None:
    """Two tickets on which every kind of part is opened and ended in every way."""
    ticket, third, other = world.file("P1"), world.file("P1"), world.file("P1")
    by, at = {"by": world.engineer}, {"ticket_id": ticket}
    customer, arbiter = {"by": world.acme.requester}, {"by": world.arbiter}

    def now() -> dict[str, Any]:
        return {"now": world.wait(minutes=3)}

    desk.request_information(**at, body="Which one?", items=["the log", "the version"], **by, **now())
    desk.reply(**at, body="Here.", **customer, **now())
    voided = desk.request_information(**at, body="And now?", items=["a trace"], **by, **now())
    desk.void_wait(**at, wait_id=voided, reason="It was there.", **arbiter, **now())
    workaround = desk.provide_workaround(**at, body="Restart it.", **by, **now())
    desk.reject_delivery(**at, delivery_id=workaround, reason="Still broken.", **customer, **now())
    desk.dispute_severity(**at, severity="P0", reason="All calls fail.", **customer, **now())
    desk.withdraw_dispute(**at, **customer, **now())
    desk.dispute_severity(**at, severity="P0", reason="All calls fail again.", **customer, **now())
    desk.rule_severity(**at, severity="P0", reason="They do.", **arbiter, **now())
    since = world.now - timedelta(minutes=9)
    fields = {"sdk_version": "0.9"}
    claim = desk.claim_exclusion(
        **at, clause="outdated_sdk", evidence="Old.", fields=fields, from_at=since, **by, **now()
    )
    desk.decide_exclusion(**at, claim_id=claim, accepted=False, reason="No.", **customer, **now())
    desk.decide_exclusion(**at, claim_id=claim, accepted=True, reason="It was.", **arbiter, **now())
    resolution = desk.provide_resolution(**at, body="Fixed in 2.1.", **by, **now())
    desk.accept_delivery(**at, delivery_id=resolution, **customer, **now())
    desk.provide_resolution(ticket_id=third, body="Fixed as well.", **by, **now())
    first = desk.propose_cancellation(ticket_id=other, reason="out_of_scope", note="Not ours.", **by, **now())
    desk.decide_cancellation(ticket_id=other, proposal_id=first, agreed=False, **customer, **now())
    again = desk.propose_cancellation(
        ticket_id=other, reason="duplicate", note="Once more.", into_id=third, **by, **now()
    )
    desk.decide_cancellation(ticket_id=other, proposal_id=again, agreed=True, **customer, **now())
    world.wait(days=60)


@pytest.fixture
def story(db: None) -> World:
    row_security.enter(None)
    contract_queries.forget()
    world = build(source=always())
    a_story_of_all_parts(world)
    return world


def test_every_part_can_be_rebuilt_from_the_ledger(story: World) -> None:
    before = rows()
    assert {name: len(of_kind) for name, of_kind in before.items()} == {
        "Wait": 2,
        "Delivery": 3,
        "Dispute": 2,
        "ExclusionClaim": 1,
        "Cancellation": 2,
    }
    assert list(differences()) == []
    with connection.cursor() as cursor:
        for model in PARTS:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
    assert {difference.field for difference in differences()} > {"id"}
    entries = Entry.objects.count()
    assert list(rebuild(now=story.now))[-1] == 3
    assert rows() == before
    assert Entry.objects.count() == entries, "rebuilding publishes nothing"


def test_a_changed_part_is_a_difference_that_rebuilding_mends(story: World) -> None:
    before = rows()
    Dispute.objects.filter(state="ruled").update(ruled_severity="P3")
    Wait.objects.filter(voided_at=None).update(ended_at=None)
    stray = Delivery.objects.create(
        organisation_id=story.acme.id, ticket_id=Ticket.objects.first().pk, kind="workaround", provided_at=story.now
    )
    assert {(difference.objective, difference.field) for difference in differences()} == {
        ("dispute", "ruled_severity"),
        ("wait", "ended_at"),
        ("delivery", "id"),
    }
    list(rebuild(now=story.now))
    stray.delete()
    assert rows() == before


def test_states_and_the_queue_are_compared_and_mended(world: World) -> None:
    ticket, missing, stray = world.file("P0"), world.file("P1"), world.file("P2")
    desk.withdraw_ticket(ticket_id=stray, by=world.acme.requester, now=world.wait(minutes=5))
    assert list(differences()) == []
    Ticket.objects.filter(pk=ticket).update(state="resolved")
    QueueRow.objects.filter(ticket=ticket).update(missed=True)
    row = QueueRow.objects.get(ticket=missing)
    QueueRow.objects.filter(ticket=missing).delete()
    row.ticket_id = stray
    row.save(force_insert=True)
    assert {(difference.ticket_id, difference.objective, difference.field) for difference in differences()} == {
        (ticket, "ticket", "state"),
        (ticket, "queue", "missed"),
        (missing, "queue", "ticket_id"),
        (stray, "queue", "ticket_id"),
    }
    list(rebuild(now=world.now))
    assert list(differences()) == []


@pytest.mark.parametrize("end", ["acceptance", "silence", "withdrawal"])
def test_a_wait_ends_with_its_ticket(world: World, end: str) -> None:
    ticket = world.file("P0")
    desk.request_information(
        ticket_id=ticket, body="Which?", items=["log"], by=world.engineer, now=world.wait(minutes=5)
    )
    if end == "withdrawal":
        desk.withdraw_ticket(ticket_id=ticket, by=world.acme.requester, now=world.wait(minutes=5))
    else:
        delivery = desk.provide_resolution(
            ticket_id=ticket, body="Fixed.", by=world.engineer, now=world.wait(minutes=5)
        )
        if end == "acceptance":
            desk.accept_delivery(
                ticket_id=ticket, delivery_id=delivery, by=world.acme.requester, now=world.wait(minutes=5)
            )
        else:
            world.wait(days=60)
    row = Ticket.objects.get(pk=ticket)
    assert row.closed_at is not None
    assert Wait.objects.get(ticket_id=ticket).ended_at == row.closed_at


def test_a_proposal_lapses_when_its_ticket_ends_in_another_way(world: World) -> None:
    ticket = world.file("P1")
    desk.propose_cancellation(
        ticket_id=ticket, reason="out_of_scope", note="Not ours.", by=world.engineer, now=world.wait(minutes=5)
    )
    assert [case.ticket_id for case in case_page(actor=world.arbiter).items] == [ticket]
    desk.withdraw_ticket(ticket_id=ticket, by=world.acme.requester, now=world.wait(minutes=5))
    proposal, row = Cancellation.objects.get(ticket_id=ticket), Ticket.objects.get(pk=ticket)
    assert (proposal.state, proposal.decided_by, proposal.decided_at) == ("lapsed", None, row.closed_at)
    assert case_page(actor=world.arbiter).items == ()


WRITES = re.compile(
    r"\b(?:Wait|Delivery|Dispute|ExclusionClaim|Cancellation)(?:\(\s|\.objects\.(?:create|bulk_create|get_or_create|update))"
    r"|(?:INSERT INTO|UPDATE|DELETE FROM) desk_(?:wait|delivery|dispute|exclusionclaim|cancellation)\b"
)


def test_nothing_else_writes_parts() -> None:
    files = [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts and "api" not in path.parts]
    assert [str(path.relative_to(SOURCE)) for path in files if WRITES.search(path.read_text(encoding="utf-8"))] == []
