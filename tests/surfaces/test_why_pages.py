"""The explanation of a clock, on the vendor's page and on the customer's: both say the same, and it adds up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from factories.accounts import browser
from factories.terms import always
from factories.world import World, build
from upheld.accounts.models import User
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk import acts as desk


@pytest.fixture(params=["console", "portal"])
def page(request: pytest.FixtureRequest, world: World) -> tuple[str, Client]:
    world.now = timezone.now() - timedelta(hours=3)
    reader = world.engineer if request.param == "console" else world.acme.manager
    client = browser(reader)
    row_security.enter(None)
    return f"/{request.param}", client


def read(page: tuple[str, Client], address: str, language: str = "en") -> str:
    place, client = page
    answer = client.get(f"{place}/{address}", headers={"accept-language": language})
    row_security.enter(None)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def raised(world: World) -> int:
    """P1 for 18 min of 8 h = 3.75 % of its restoration, then P0: 96.25 % of 4 h = 3 h 51 min; 42 min later."""
    ticket = world.file("P1")
    now = world.wait(minutes=18)
    desk.raise_impact(ticket_id=ticket, severity="P0", reason="Everybody now.", by=world.acme.manager, now=now)
    desk.provide_workaround(ticket_id=ticket, body="Try.", by=world.engineer, now=world.wait(minutes=42))
    return ticket


def test_the_carried_share_has_rows_of_its_own(world: World, page: tuple[str, Client]) -> None:
    ticket = raised(world)
    shown = read(page, f"tickets/{ticket}")
    assert "42 min of 3 h 51 min counted at P0" in shown
    assert "1 h of 4 h counted" not in shown
    shown = read(page, f"tickets/{ticket}/clocks/restoration/1")
    assert "at P1: 18 min of 8 h = 4% used" in shown
    assert "at P0: 96% of 4 h = 3 h 51 min" in shown


def test_a_deadline_and_a_stop_in_one_minute_show_seconds(world: World, page: tuple[str, Client]) -> None:
    world.now = world.now.replace(minute=0, second=10, microsecond=0)
    ticket = world.file("P0")
    desk.reply(ticket_id=ticket, body="On it.", by=world.engineer, now=world.wait(minutes=15, seconds=20))
    assert ":15:10" in read(page, f"tickets/{ticket}")
    shown = read(page, f"tickets/{ticket}/clocks/response/1")
    assert ":15:10</time>" in shown
    assert ":15:30</time>" in shown
    assert "20 s late" in shown


@pytest.fixture
def left_out(db: None) -> World:
    """A contract with a clause for whole tickets."""
    contract_queries.forget()
    return build(source=always().replace("id: outdated_sdk", "id: outdated_sdk\n    scope: ticket"))


@pytest.mark.parametrize("place", ["console", "portal"])
def test_why_names_the_exclusion_of_the_whole_ticket(left_out: World, place: str) -> None:
    world = left_out
    world.now = timezone.now() - timedelta(hours=3)
    ticket = world.file("P0")
    claim = desk.claim_exclusion(
        ticket_id=ticket,
        clause="outdated_sdk",
        evidence="Old.",
        fields={"sdk_version": "1.0"},
        by=world.engineer,
        now=world.wait(minutes=1),
    )
    client = browser(world.engineer if place == "console" else world.acme.manager)
    page, address = (f"/{place}", client), f"tickets/{ticket}/clocks/response/1"
    assert "left out of the figures" not in read(page, address)
    decision = {"ticket_id": ticket, "claim_id": claim, "reason": "No.", "now": world.wait(minutes=1)}
    desk.decide_exclusion(**decision, accepted=True, by=world.acme.requester)
    told = "The whole ticket is left out of the figures: clause “Versions older than a year”, accepted by the "
    assert f"{told}customer on " in read(page, address)
    User.objects.update(language="zh-hans")
    assert "整个工单不计入统计：依条款“超过一年的旧版本”，客户已于 " in read(page, address)
    User.objects.update(language="en")
    desk.decide_exclusion(**decision | {"now": world.wait(minutes=1)}, accepted=True, by=world.arbiter)
    assert f"{told}arbiter on " in read(page, address)
