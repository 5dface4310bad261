"""The list of deadlines that new time zone data moved, and what a ticket says of one."""

from __future__ import annotations

import re
from typing import Any

import pytest

from factories.accounts import browser
from factories.api import calls_as
from factories.world import World
from surfaces.moved import AFTER, BEFORE, move
from upheld.accounts import operations as accounts


def test_managers_find_the_list_from_the_outbox_and_engineers_do_not(console) -> None:
    assert 'href="/console/moved-deadlines"' in console.get("outbox", "admin")
    console.get("moved-deadlines", "engineer", status=403)


def test_an_empty_list_says_by_which_data_the_clocks_stand(console) -> None:
    shown = console.get("moved-deadlines", "support_manager")
    assert "No deadline has moved" in shown
    assert "stand by time zone data" in shown


def test_a_line_tells_whose_which_from_when_to_when_and_why(console) -> None:
    ticket = console.world.file("P1", customer=console.world.rival)
    move(console.world, ticket, organisation=console.world.rival.id, before="")
    shown = console.get("moved-deadlines", "admin")
    assert f'href="/console/tickets/{ticket}"' in shown
    for text in ("Rival", "Response", 'datetime="2026-11-05T08:30:00+00:00"', 'datetime="2026-11-06T04:00:00+00:00"'):
        assert text in shown
    assert "unknown → 2026.6" in shown


def test_a_long_list_comes_in_pages_newest_first(console) -> None:
    tickets = [console.world.file("P1") for _ in range(51)]
    for ticket in tickets:
        move(console.world, ticket)
    first = console.get("moved-deadlines", "admin")
    assert f'/console/tickets/{tickets[-1]}"' in first
    assert f'/console/tickets/{tickets[0]}"' not in first
    [after] = re.findall(r"after=([\w-]+)", first)
    second = console.get(f"moved-deadlines?after={after}", "admin")
    assert f'/console/tickets/{tickets[0]}"' in second
    console.get("moved-deadlines?after=nonsense", "admin", status=409)


LANGUAGES = {"en": "en", "zh": "zh-hans"}
EN = "The deadline of Response moved from 5 Nov 2026 {before} to 6 Nov 2026 {after}: time zone data 2026.1 → 2026.6"
ZH = "响应的截止时间由 2026年11月5日 {before} 变为 2026年11月6日 {after}：时区数据 2026.1 → 2026.6"


@pytest.mark.parametrize(("language", "sentence"), [("en", EN), ("zh", ZH)])
@pytest.mark.parametrize("place", ["console", "portal"])
def test_the_ticket_tells_it_in_a_sentence(world: World, place: str, language: str, sentence: str) -> None:
    ticket = world.file("P1")
    move(world, ticket)
    reader = world.engineer if place == "console" else world.acme.requester
    accounts.update_profile(
        name="Li", language=LANGUAGES[language], timezone="Asia/Shanghai", theme="auto", by=reader, now=world.now
    )
    shown = browser(reader).get(f"/{place}/tickets/{ticket}").content.decode()
    assert sentence.format(before="16:30", after="12:00") in shown


@pytest.mark.parametrize("due", [(None, AFTER), (BEFORE, None)])
@pytest.mark.parametrize("place", ["console", "portal"])
def test_a_deadline_that_came_or_went_is_told_too(world: World, place: str, due: tuple[Any, Any]) -> None:
    ticket = world.file("P1")
    move(world, ticket, due=due)
    reader = world.engineer if place == "console" else world.acme.requester
    shown = browser(reader).get(f"/{place}/tickets/{ticket}").content.decode()
    assert "time zone data 2026.1 → 2026.6" in shown


def test_the_history_names_the_entry(console) -> None:
    ticket = console.world.file("P1")
    move(console.world, ticket)
    shown = console.get(f"tickets/{ticket}/history")
    assert "Deadline moved" in shown
    assert "2026-11-05T08:30:00" in shown


def test_programs_read_it_page_by_page_and_customers_their_own(world: World) -> None:
    own = [world.file("P1") for _ in range(3)]
    foreign = world.file("P1", customer=world.rival)
    for ticket in own:
        move(world, ticket)
    move(world, foreign, organisation=world.rival.id)
    customer, staff = calls_as(world.acme.requester), calls_as(world.engineer)
    page = customer.get("/moved-deadlines", limit="2").json()
    rest = customer.get("/moved-deadlines", limit="2", cursor=page["next"]).json()
    assert [one["ticket_id"] for one in (*page["items"], *rest["items"])] == own[::-1]
    assert rest["next"] is None
    one = staff.get("/moved-deadlines").json()["items"][0]
    assert one.pop("id")
    assert one.pop("found_at")
    assert one == {
        "organisation_id": world.rival.id,
        "ticket_id": foreign,
        "objective": "response",
        "cycle": 1,
        "due_before": "2026-11-05T08:30:00Z",
        "due_at": "2026-11-06T04:00:00Z",
        "tzdata_before": "2026.1",
        "tzdata": "2026.6",
    }
    assert customer.get("/moved-deadlines", cursor="nonsense").status_code == 422
