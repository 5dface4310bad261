"""The credit at stake in an exclusion is what would be proposed without it, and with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from factories import credits as crediting
from factories.accounts import browser
from factories.terms import always
from factories.world import World, build
from upheld.accounts.actor import SYSTEM, Actor
from upheld.accounts.models import User
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.desk.queries import preview_exclusion, ticket
from upheld.reports import operations as reports
from upheld.reports.models import CreditCase
from upheld.reports.periods import read_period
from upheld.reports.queries.dues import dues
from upheld.reports.queries.stakes import Stakes, credit_stakes

WHOLE = always().replace("id: outdated_sdk", "id: outdated_sdk\n    scope: ticket")
CREDITS = """
credits:
  currency: CNY
  cap: 30%
  bands:
    - {objective: response, severity: P0, below: 99%, credit: 10%}
    - {objective: restoration, severity: P0, below: 40%, credit: 3.333%}
    - {objective: restoration, severity: P0, below: 60%, credit: 2%}
"""
OVER = datetime(2026, 4, 3, tzinfo=UTC)


def begin(source: str) -> World:
    row_security.enter(None)
    contract_queries.forget()
    return build(source=source)


@pytest.fixture
def world(db: None) -> World:
    return begin(WHOLE + CREDITS)


def late(world: World) -> int:
    """A ticket that misses its response and its restoration."""
    number = world.file("P0")
    desk.reply(ticket_id=number, body="Late.", by=world.engineer, now=world.wait(hours=5))
    return number


def claim(world: World, number: int, **span: datetime) -> int:
    return desk.claim_exclusion(
        ticket_id=number,
        clause="outdated_sdk",
        evidence="Old.",
        fields={"sdk_version": "1.0"},
        by=world.engineer,
        now=world.wait(minutes=1),
        **span,
    )


def decide(world: World, number: int, claim_id: int, by: Actor, *, accepted: bool) -> None:
    now = world.wait(minutes=1)
    desk.decide_exclusion(ticket_id=number, claim_id=claim_id, accepted=accepted, reason="So.", by=by, now=now)


def at_stake(world: World, number: int, claim_id: int, reader: Actor | None = None) -> Stakes:
    who = reader or world.acme.requester
    view = ticket(ticket_id=number, actor=who, now=world.now)
    assert view is not None
    previews = preview_exclusion(ticket_id=number, claim_id=claim_id, actor=who, now=world.now)
    return credit_stakes(view, previews, now=world.now)


def proposed(world: World) -> str:
    reports.propose_credits(period="2026-03", by=SYSTEM, now=world.wait(minutes=1))
    return f"{CreditCase.objects.get(organisation_id=world.acme.id).amount:.2f}"


def until_april(world: World) -> None:
    world.now = OVER
    world.settle()


@pytest.mark.parametrize("granted", [True, False])
def test_what_is_shown_is_what_is_proposed_afterwards(world: World, granted: bool) -> None:
    number = late(world)
    on_time = world.file("P0")
    desk.reply(ticket_id=on_time, body="Here.", by=world.engineer, now=world.wait(minutes=5))
    delivery = desk.provide_workaround(ticket_id=on_time, body="Try.", by=world.engineer, now=world.wait(minutes=5))
    desk.accept_delivery(ticket_id=on_time, delivery_id=delivery, by=world.acme.requester, now=world.wait(minutes=5))
    late(world)
    world.file("P0", world.rival)
    until_april(world)
    claimed = claim(world, number)
    [stake] = at_stake(world, number, claimed).changes
    assert (str(stake.period), stake.currency, stake.over) == ("2026-03", "CNY", True)
    assert (stake.without, stake.granted) == ("133.33", "120.00")
    decide(world, number, claimed, world.acme.requester, accepted=granted)
    world.settle()
    assert proposed(world) == (stake.granted if granted else stake.without)


def test_the_arbiter_sees_what_refusing_would_bring_back(world: World) -> None:
    number = late(world)
    until_april(world)
    claimed = claim(world, number)
    decide(world, number, claimed, world.acme.requester, accepted=True)
    [stake] = at_stake(world, number, claimed, world.arbiter).changes
    assert (stake.without, stake.granted) == ("133.33", "0.00")


def test_an_interval_that_takes_back_a_miss_takes_back_its_credit(db: None) -> None:
    world = begin(always() + CREDITS)
    number = late(world)
    claimed = claim(world, number)
    [stake] = at_stake(world, number, claimed).changes
    assert (stake.without, stake.granted, stake.over) == ("133.33", "100.00", False), (
        "the response is not in the clause"
    )
    decide(world, number, claimed, world.acme.requester, accepted=True)
    [stake] = at_stake(world, number, claimed, world.arbiter).changes
    assert (stake.without, stake.granted) == ("133.33", "100.00"), "nothing but the miss that it took back is decided"


def test_a_credit_that_was_acted_on_does_not_depend_on_it(world: World) -> None:
    number = late(world)
    until_april(world)
    claimed = claim(world, number)
    proposed(world)
    reports.claim_credit(
        credit_id=CreditCase.objects.get(organisation_id=world.acme.id).pk, by=world.acme.manager, now=world.now
    )
    assert at_stake(world, number, claimed) == Stakes(credits=True)
    [due] = dues((), read_period("2026-03"), lambda terms: True, contract_id=world.acme.contract_id)
    assert due.amount == Decimal("133.33"), "it stands, whatever the figures say now"


def test_without_credits_nothing_is_at_stake(db: None) -> None:
    world = begin(WHOLE)
    number = late(world)
    assert at_stake(world, number, claim(world, number)) == Stakes(credits=False)
    shown = browser(world.engineer).get(f"/console/tickets/{number}/outcomes?clause=outdated_sdk").content.decode()
    assert "The contract grants no credits." in shown


def test_without_a_decision_nothing_is_at_stake(world: World) -> None:
    world.now = timezone.now() - timedelta(minutes=5)
    number = world.file("P0")
    assert at_stake(world, number, claim(world, number)) == Stakes(credits=True)
    shown = browser(world.engineer).get(f"/console/tickets/{number}/outcomes?clause=outdated_sdk").content.decode()
    assert "By the figures so far, no credit depends on this exclusion." in shown


SHOWN = {
    "en": "Credit for 2026-03: CNY 133.33 without the exclusion, CNY 0.00 with it.",
    "zh-hans": "2026-03 的服务赔偿：不免责为 CNY 133.33，免责后为 CNY 0.00。",
}


@pytest.mark.parametrize("language", SHOWN)
def test_both_sides_and_the_arbiter_are_shown_the_credit_before_they_decide(world: World, language: str) -> None:
    number = late(world)
    until_april(world)
    User.objects.update(language=language)
    engineer = browser(world.engineer)
    form = engineer.get(f"/console/tickets/{number}/exclusions").content.decode()
    assert f'hx-get="/console/tickets/{number}/outcomes"' in form
    before = engineer.get(f"/console/tickets/{number}/outcomes?clause=outdated_sdk&from_at=&to_at=").content.decode()
    assert SHOWN[language] in before
    claimed = claim(world, number)
    place = f"/portal/tickets/{number}/outcomes/claim?claim={claimed}"
    assert SHOWN[language] in browser(world.acme.requester).get(place).content.decode()
    arbiter, place = browser(world.arbiter), f"/console/tickets/{number}/outcomes?claim={claimed}"
    assert (
        f'hx-get="{place}"' in arbiter.get(f"/console/tickets/{number}/exclusions/{claimed}/decision").content.decode()
    )
    told = arbiter.get(place).content.decode()
    assert SHOWN[language] in told
    assert ("If refused" if language == "en" else "若不接受") in told


def test_a_clause_or_a_claim_that_is_not_there_has_no_outcomes(world: World) -> None:
    number, other = late(world), late(world)
    others = claim(world, other)
    client, place = browser(world.engineer), f"/console/tickets/{number}/outcomes"
    for query in ("clause=weather", "claim=x", f"claim={others}", "claim=99999999999999999999"):
        assert client.get(f"{place}?{query}").status_code == 404, query
    for wrong in ("2026-13-01T00:00", "x", "9999-12-31T23:59"):
        assert client.get(f"{place}?clause=outdated_sdk&from_at={wrong}&to_at={wrong}").status_code == 200, wrong


def test_what_a_month_no_longer_takes_is_left_to_its_quarter(db: None) -> None:
    """May's 150.00 go to the quarter, whose 400.00 the shared cap of 250.00 bounds: together nothing changes."""
    world = crediting.world_under(crediting.bands("20%", "15%", objective="resolution"))
    crediting.on(world, 5, 2)
    number = world.file("P0")
    crediting.on(world, 5, 15)
    crediting.second_version(world, crediting.QUARTERS + crediting.bands("25%", "40%"))
    crediting.on(world, 6)
    crediting.late(world)
    crediting.on(world, 7)
    for period in ("2026-05", "2026-Q2"):
        crediting.propose(world, period)
    claimed = claim(world, number)
    changes = at_stake(world, number, claimed).changes
    assert {(str(stake.period), stake.without, stake.granted) for stake in changes} == {
        ("2026-05", "150.00", "0.00"),
        ("2026-Q2", "100.00", "250.00"),
    }
    decide(world, number, claimed, world.acme.requester, accepted=True)
    crediting.propose(world, "2026-05")
    assert crediting.amounts("2026-Q2") == [(2, Decimal("250.00"))]
