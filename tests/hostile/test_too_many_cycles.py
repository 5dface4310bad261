"""A ticket with more missed updates than can be listed says so, and takes nothing else down."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

import pytest

from factories.accounts import browser
from factories.api import Caller, token_of
from factories.terms import always
from factories.world import World
from upheld.clocks.lists import next_strips
from upheld.clocks.models import Clock
from upheld.clocks.operations import rebuild
from upheld.contracts import operations as contracts
from upheld.desk import acts as desk
from upheld.sla.clock import updates
from upheld.worker.advancing import Advancing

MOST = 100
SAID = f"more than {MOST} update cycles"


@dataclass(frozen=True)
class Worn:
    """A world with a good ticket, and a bad one of another customer whose updates are due every minute."""

    world: World
    good: int
    bad: int


@pytest.fixture
def worn(world: World, monkeypatch: pytest.MonkeyPatch) -> Worn:
    monkeypatch.setattr(updates, "MOST_CYCLES", MOST)
    source = always(version=2).replace("every: 1h", "every: 1m")
    manager = world.staff["support_manager"]
    draft = contracts.save_draft(contract_id=world.rival.contract_id, source=source, by=manager, now=world.now)
    contracts.publish_version(version_id=draft, by=manager, now=world.now, confirmed=True)
    tickets = [world.file("P0", customer=customer) for customer in (world.acme, world.rival)]
    desk.reply(ticket_id=tickets[1], body="We are looking.", by=world.engineer, now=world.now)
    world.now += timedelta(hours=2)
    return Worn(world, *tickets)


def test_the_worker_and_the_lists_go_on(worn: Worn) -> None:
    Advancing().turn(worn.world.now)
    assert not Clock.objects.filter(ticket=worn.good, next_transition_at__lte=worn.world.now).exists()
    strips = next_strips(ticket_ids=[worn.bad, worn.good], actor=worn.world.engineer, now=worn.world.now)
    assert list(strips) == [worn.good]
    assert list(rebuild(now=worn.world.now)) == [1]


def test_figures_leave_the_ticket_out_and_say_so(worn: Worn) -> None:
    page = browser(worn.world.staff["admin"]).get("/console/attainment?period=2026-03").content.decode()
    assert "damaged: 1 tickets" in page


@pytest.mark.parametrize("page", ["/console/tickets/{}", "/console/tickets/{}/clocks/update/1"])
def test_pages_of_the_ticket_say_why(worn: Worn, page: str) -> None:
    client = browser(worn.world.staff["admin"])
    client.raise_request_exception = False
    answer = client.get(page.format(worn.bad))
    assert (answer.status_code, SAID in answer.content.decode()) == (500, True)


def test_calls_and_acts_say_why(worn: Worn) -> None:
    caller, ticket = Caller(token_of(worn.world.engineer)), f"/tickets/{worn.bad}"
    caller.client.raise_request_exception = False
    for answer in (caller.get(f"{ticket}/clocks"), caller.post(f"{ticket}/messages", {"body": "Found."})):
        problem = json.loads(answer.content)
        assert (problem["code"], SAID in problem["detail"]) == ("damaged_too_many_cycles", True)
