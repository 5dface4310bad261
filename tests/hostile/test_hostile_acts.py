"""No text that a person writes makes a secondary write of an act fail: it is refused by name, or the act is done."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import transaction

from factories.world import World
from upheld.accounts import operations as accounts
from upheld.accounts.actor import Actor
from upheld.accounts.queries import actor_of_user
from upheld.desk import acts as desk
from upheld.desk.errors import CannotAct
from upheld.escalation.operations import create_endpoint
from upheld.knowledge import queries
from upheld.operations.errors import Refused

TEXTS = {
    "four bytes": "\U00020000" * 50_000,
    "one word": "x" * 50_000,
    "controls": "".join(map(chr, range(1, 32))) * 1_600,
    "quotes": "\\'\":,\\u0000" * 4_000,
    "parts": "a.b-c_d/e:f#" * 4_000,
    "growing": "\ufdfa" * 50_000,
    "nul": "a\x00b",
    "surrogate": "a\ud800b",
    "mentions": "@(x) " * 10_000,
    "zero width": "a\u200b" * 25_000,
    "noncharacters": "\uffff\ufdd0\U0010ffff" * 16_000,
}


@pytest.fixture
def noisy(world: World) -> World:
    """A world whose acts cause mails and calls."""
    create_endpoint(url="https://hooks.example.com/u", by=world.staff["admin"], now=world.now)
    return world


def acts(world: World, ticket: int) -> list[Callable[[str], object]]:
    """Acts by the requester and the engineer, each with a text in each of its places."""
    by, staff, now = world.acme.requester, world.engineer, world.now
    line = {"subject": 200, "platform": 40, "sdk_version": 40, "region": 40}
    filings = [lambda text, name=name, most=most: world.file(**{name: text[:most]}) for name, most in line.items()]
    return [
        *filings,
        lambda text: world.file(body=text),
        lambda text: world.file(tags=[f"{number}{text}"[:40] for number in range(20)]),
        lambda text: world.file(evidence={"region": text[:200]}),
        lambda text: desk.reply(ticket_id=ticket, body=text, by=by, now=now),
        lambda text: desk.add_note(ticket_id=ticket, body=text, by=staff, now=now),
        lambda text: desk.request_information(ticket_id=ticket, body=text, items=[text[:200]] * 20, by=staff, now=now),
        lambda text: desk.describe(ticket_id=ticket, tags=[text[:40]], by=staff, now=now),
        lambda text: desk.dispute_severity(ticket_id=ticket, severity="P1", reason=text[:4000], by=by, now=now),
        lambda text: desk.claim_exclusion(
            ticket_id=ticket,
            clause="outdated_sdk",
            fields={"sdk_version": text[:4000]},
            evidence=text[:4000],
            from_at=now,
            to_at=now,
            by=staff,
            now=now,
        ),
        lambda text: desk.propose_cancellation(
            ticket_id=ticket, reason="out_of_scope", note=text[:4000], by=staff, now=now
        ),
        lambda text: accounts.update_profile(
            name=text[:200], language="en", timezone="UTC", theme="auto", by=by, now=now
        ),
        lambda text: queries.search(text=text, actor=staff),
        lambda text: queries.search(text=text, actor=by),
    ]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_every_act_is_done_or_refused(noisy: World, text: str) -> None:
    ticket = noisy.file("P0")
    done = 0
    for act in acts(noisy, ticket):
        with suppress(Refused), transaction.atomic():
            act(text)
            done += 1
    assert done > 0
    desk.reply(ticket_id=ticket, body="And a reply.", by=person(noisy.acme.requester), now=noisy.now)


def person(actor: Actor) -> Actor:
    """The person as they are called now."""
    present = actor_of_user(user_id=actor.id)
    assert present is not None
    return present


def test_a_nul_is_named(world: World) -> None:
    with pytest.raises(CannotAct, match="no_nul"):
        world.file(body="a\x00b")
