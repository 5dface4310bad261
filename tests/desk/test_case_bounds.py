"""A ticket takes a bounded number of disputes, claims, proposals and requests, and still takes replies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from factories.world import World
from upheld.desk import acts as desk
from upheld.desk import checks
from upheld.desk.errors import CannotAct


def dispute(world: World, ticket: int) -> None:
    by = world.acme.requester
    desk.dispute_severity(ticket_id=ticket, severity="P0", reason="So it is.", by=by, now=world.now)
    desk.withdraw_dispute(ticket_id=ticket, by=by, now=world.now)


def claim(world: World, ticket: int) -> None:
    desk.claim_exclusion(
        ticket_id=ticket,
        clause="outdated_sdk",
        fields={"sdk_version": "3.0"},
        evidence="3.0",
        from_at=world.now - timedelta(minutes=1),
        to_at=world.now,
        by=world.engineer,
        now=world.now,
    )


def propose(world: World, ticket: int) -> None:
    by = world.engineer
    proposal = desk.propose_cancellation(ticket_id=ticket, reason="out_of_scope", note="n", by=by, now=world.now)
    desk.decide_cancellation(
        ticket_id=ticket, proposal_id=proposal, agreed=False, by=world.acme.requester, now=world.now
    )


def request(world: World, ticket: int) -> None:
    desk.request_information(ticket_id=ticket, body="?", items=["log"], by=world.engineer, now=world.now)


@pytest.mark.parametrize("act", [dispute, claim, propose, request])
def test_a_ticket_takes_so_many_cases_and_further_replies(
    world: World, act: Callable[[World, int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "CASES_MAX", 2)
    ticket = world.file("P1")
    for _ in range(2):
        world.now += timedelta(seconds=90)
        act(world, ticket)
    with pytest.raises(CannotAct) as refusal:
        act(world, ticket)
    assert refusal.value.code == "too_many_cases"
    desk.reply(ticket_id=ticket, body="Then so.", by=world.acme.requester, now=world.now)
