"""Random but lawful histories: whatever the desk refuses is left out, whatever it takes is real."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from factories.world import World
from upheld.desk import acts as desk
from upheld.desk import models
from upheld.operations.errors import Refused

LEVELS = ("P0", "P1", "P2")


def live(world: World, chance: random.Random, *, acts: int, tickets: list[int]) -> None:
    """Let so many things happen, one after another, the worker sometimes late."""
    for _ in range(acts):
        world.now += _while(chance)
        if chance.random() < 0.7:
            world.settle()
        try:
            _act(world, chance, tickets)
        except Refused:
            continue


def _while(chance: random.Random) -> Any:
    from datetime import timedelta

    return timedelta(minutes=chance.choice((0, 1, 10, 14, 40, 90, 400, 2000, 6000)))


def _act(world: World, chance: random.Random, tickets: list[int]) -> None:
    if not tickets or chance.random() < 0.2:
        owner = chance.choice((world.acme, world.rival))
        tickets.append(world.file(chance.choice(LEVELS), customer=owner))
        return
    number = chance.choice(tickets)
    ticket = models.Ticket.objects.get(pk=number)
    owner = world.acme if ticket.organisation_id == world.acme.id else world.rival
    chance.choice(ACTS)(number, world, chance, owner.requester)


def _delivery(number: int, chance: random.Random) -> int:
    found = list(models.Delivery.objects.filter(ticket_id=number, state="undecided").values_list("pk", flat=True))
    return chance.choice(found) if found else 0


def _claim(number: int, chance: random.Random) -> int:
    found = list(models.ExclusionClaim.objects.filter(ticket_id=number).values_list("pk", flat=True))
    return chance.choice(found) if found else 0


Act = Callable[[int, World, random.Random, Any], object]
ACTS: tuple[Act, ...] = (
    lambda n, w, c, who: desk.reply(ticket_id=n, body="Yes.", by=w.engineer, now=w.now),
    lambda n, w, c, who: desk.reply(ticket_id=n, body="Yes.", by=w.engineer, now=w.now),
    lambda n, w, c, who: desk.reply(ticket_id=n, body="Here.", by=who, now=w.now),
    lambda n, w, c, who: desk.request_information(ticket_id=n, body="Logs?", items=["log"], by=w.engineer, now=w.now),
    lambda n, w, c, who: desk.provide_workaround(ticket_id=n, body="Try.", by=w.engineer, now=w.now),
    lambda n, w, c, who: desk.provide_resolution(ticket_id=n, body="Fixed.", by=w.engineer, now=w.now),
    lambda n, w, c, who: desk.accept_delivery(ticket_id=n, delivery_id=_delivery(n, c), by=who, now=w.now),
    lambda n, w, c, who: desk.accept_delivery(ticket_id=n, delivery_id=_delivery(n, c), by=who, now=w.now),
    lambda n, w, c, who: desk.reject_delivery(
        ticket_id=n, delivery_id=_delivery(n, c), reason="No.", by=who, now=w.now
    ),
    lambda n, w, c, who: desk.reopen(ticket_id=n, reason="Again.", by=who, now=w.now),
    lambda n, w, c, who: desk.dispute_severity(ticket_id=n, severity=c.choice(LEVELS), reason="W.", by=who, now=w.now),
    lambda n, w, c, who: desk.withdraw_dispute(ticket_id=n, by=who, now=w.now),
    lambda n, w, c, who: desk.rule_severity(
        ticket_id=n, severity=c.choice(LEVELS), reason="S.", by=w.arbiter, now=w.now
    ),
    lambda n, w, c, who: desk.change_severity(
        ticket_id=n,
        severity=c.choice(LEVELS),
        basis=c.choice(("impact", "correction")),
        reason="S",
        by=w.engineer,
        now=w.now,
    ),
    lambda n, w, c, who: desk.claim_exclusion(
        ticket_id=n,
        clause="outdated_sdk",
        fields={"sdk_version": "3.0"},
        evidence="1.0",
        to_at=w.now,
        by=w.engineer,
        now=w.now,
    ),
    lambda n, w, c, who: desk.decide_exclusion(
        ticket_id=n,
        claim_id=_claim(n, c),
        accepted=c.random() < 0.6,
        reason="R",
        by=c.choice((who, w.arbiter)),
        now=w.now,
    ),
    lambda n, w, c, who: desk.withdraw_ticket(ticket_id=n, by=who, now=w.now) if c.random() < 0.3 else None,
)
