"""A ticket's page that stands open tells what was done meanwhile, and takes nothing from who is writing."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from factories.world import World
from journeys.browser import Browsers, marks
from upheld.desk import acts as desk

pytestmark = marks
POLL = 21_000
"""Milliseconds after which an open page has asked again."""
QUARTER = 15 * 60_000
"""The response that is promised for P0, in milliseconds."""
HALF = "It does not help, becau"


def opened(browsers: Browsers, present: World, number: int) -> Any:
    """The customer's page, with a clock that the test turns on."""
    page = browsers.page(present.acme.requester)
    page.clock.install()
    page.goto(f"/portal/tickets/{number}")
    return page


def asks_again(page: Any) -> None:
    with page.expect_response(lambda one: "/live?" in one.url):
        page.clock.fast_forward(POLL)


def test_a_reply_is_announced_and_shown_beside_what_is_typed(browsers: Browsers, present: World) -> None:
    number = present.file("P0")
    page = opened(browsers, present, number)
    page.locator("#reply-body").fill("Is anybody there?")
    desk.reply(ticket_id=number, body="Looking at it.", by=present.engineer, now=timezone.now())
    asks_again(page)
    page.get_by_role("status").get_by_text("replied.").wait_for()
    assert page.locator("#talk").get_by_text("Looking at it.").count() == 0
    page.get_by_role("link", name="Show").press("Enter")
    page.locator("#last:focus", has_text="Looking at it.").wait_for()
    assert page.locator("#news .notice").count() == 0
    assert page.locator("#reply-body").input_value() == "Is anybody there?"
    page.locator("#reply-body").press("Control+Enter")
    page.locator("#talk .say", has_text="Is anybody there?").wait_for()
    assert page.get_by_role("alert").count() == 0


def test_a_note_is_not_noticed(browsers: Browsers, present: World) -> None:
    number = present.file("P0")
    page = opened(browsers, present, number)
    before = page.locator("main").inner_text()
    desk.add_note(ticket_id=number, body="Between us.", by=present.engineer, now=timezone.now())
    asks_again(page)
    assert "Between us." not in page.content()
    assert page.locator("#news").inner_text() == ""
    assert page.locator("#talk").inner_text() in before


def test_the_state_and_the_next_step_come_by_themselves(browsers: Browsers, present: World) -> None:
    number = present.file("P0")
    page = opened(browsers, present, number)
    assert page.locator("#badges").inner_text().split() == ["P0", "Open"]
    desk.provide_workaround(ticket_id=number, body="Try this.", by=present.engineer, now=timezone.now())
    asks_again(page)
    page.get_by_role("button", name="Accept").wait_for()
    page.get_by_role("button", name="Accept").click()
    page.locator("#badges", has_text="Restored").wait_for()


def test_a_reason_that_is_being_typed_stays(browsers: Browsers, present: World) -> None:
    number = present.file("P0")
    desk.provide_workaround(ticket_id=number, body="Try this.", by=present.engineer, now=timezone.now())
    page = opened(browsers, present, number)
    page.locator("#waiting summary").click()
    reason = page.locator("#waiting textarea")
    reason.press_sequentially(HALF)
    desk.request_information(ticket_id=number, body="And?", items=["the log"], by=present.engineer, now=timezone.now())
    asks_again(page)
    page.locator("#news .notice").wait_for()
    assert (reason.input_value(), page.locator("#waiting .items").count()) == (HALF, 0)
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    reason.fill("")
    page.locator("#waiting summary").click()
    page.locator("#reply-body").focus()
    asks_again(page)
    page.locator("#waiting .items", has_text="the log").wait_for()


def handled(browsers: Browsers, present: World, number: int) -> Any:
    """The engineer's page, with a clock that the test turns on."""
    page = browsers.page(present.engineer)
    page.clock.install()
    page.goto(f"/console/tickets/{number}")
    return page


def test_the_vendor_is_told_once(browsers: Browsers, present: World) -> None:
    number = present.file("P0")
    page = handled(browsers, present, number)
    desk.reply(ticket_id=number, body="Still down.", by=present.acme.requester, now=timezone.now())
    asks_again(page)
    page.get_by_role("status").get_by_text("has gone on").wait_for()
    page.evaluate("document.querySelector('#news .notice').dataset.first = 'yes'")
    asks_again(page)
    assert page.locator("#news .notice[data-first=yes]").count() == 1
    asks_again(page)
    assert page.locator("#news .notice[data-first=yes]").count() == 1


def test_the_vendors_page_follows_beside_what_is_being_written(browsers: Browsers, present: World) -> None:
    number = present.file("P0")
    page = handled(browsers, present, number)
    assert page.locator("#badges").inner_text().split()[:2] == ["P0", "Open"]
    page.get_by_role("tab", name="Ask").click()
    page.locator("#composer-items").fill("the log")
    page.locator("#composer-body").press_sequentially(HALF)
    before = page.locator("#composer-body").bounding_box()["y"]
    now, engineer = timezone.now(), present.engineer
    desk.assign(ticket_id=number, group_id=None, assignee_id=engineer.id, by=engineer, now=now)
    desk.provide_resolution(ticket_id=number, body="Try this.", by=engineer, now=now)
    desk.change_severity(ticket_id=number, severity="P1", basis="impact", reason="One.", by=engineer, now=now)
    desk.dispute_severity(ticket_id=number, severity="P0", reason="All.", by=present.acme.requester, now=now)
    asks_again(page)
    page.locator("#badges", has_text="To be accepted").wait_for()
    assert page.locator("#facts dd").first.inner_text() != "Nobody"
    assert page.get_by_role("button", name="Take it").count() == 0
    assert abs(page.locator("#composer-body").bounding_box()["y"] - before) < 1
    assert page.locator("#composer-body").input_value() == HALF
    assert page.evaluate("document.activeElement.id") == "composer-body"
    page.get_by_role("link", name="Show").click()
    page.locator("#talk [autofocus]", has_text="Try this.").wait_for()
    assert (page.locator("#composer-body").input_value(), page.locator("#composer-items").input_value()) == (
        HALF,
        "the log",
    )
    page.locator("#composer-body").press("Control+Enter")
    page.locator("#talk .say", has_text=HALF).wait_for()
    page.locator("#disputed section").wait_for()


def test_a_form_that_stands_open_and_what_was_asked_for_stay(browsers: Browsers, present: World) -> None:
    number = present.file("P0")
    now, engineer = timezone.now(), present.engineer
    desk.change_severity(ticket_id=number, severity="P1", basis="impact", reason="One.", by=engineer, now=now)
    desk.dispute_severity(ticket_id=number, severity="P0", reason="All.", by=present.acme.requester, now=now)
    page = handled(browsers, present, number)
    page.locator("#disputed .outcomes").wait_for()
    page.evaluate("document.querySelector('#disputed .outcomes').dataset.first = 'yes'")
    page.locator("#do-severity summary").click()
    reason = page.locator("#do-severity textarea")
    reason.press_sequentially(HALF)
    desk.assign(ticket_id=number, group_id=None, assignee_id=engineer.id, by=engineer, now=now)
    asks_again(page)
    page.locator("#take:not(:has(button))").wait_for(state="attached")
    assert reason.input_value() == HALF
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert page.locator("#disputed .outcomes[data-first=yes]").count() == 1


@pytest.mark.parametrize("side", ["portal", "console"])
def test_at_its_deadline_a_clock_is_drawn_anew(browsers: Browsers, present: World, side: str) -> None:
    number = present.file("P0")
    page = browsers.page(present.acme.requester if side == "portal" else present.engineer)
    page.clock.install()
    page.goto(f"/{side}/tickets/{number}")
    page.locator("#clocks [data-countdown]").first.wait_for()
    # In one step: an answer between two steps would tell the page the server's time, which the test does not turn on.
    with page.expect_request(lambda request: "/live?" in request.url and "if-none-match" not in request.headers):
        page.clock.fast_forward(QUARTER + 1_000)


def left(page: Any) -> int:
    """Minutes until the response is due, as the page counts them down."""
    text = page.locator("[data-countdown]").first.inner_text()
    return int(text.split()[0])


def test_a_clock_that_is_set_while_the_page_is_open_changes_no_countdown(browsers: Browsers, present: World) -> None:
    page = opened(browsers, present, present.file("P0"))
    page.clock.run_for(1_000)
    before = left(page)
    with page.expect_response(lambda one: one.request.method == "HEAD") as asked:
        page.evaluate("window.setDate = Date.now; Date.now = () => window.setDate() + 3600_000")
        page.clock.run_for(2_000)
    assert "upheld-now" in asked.value.headers
    assert before - 1 <= left(page) <= before


def test_a_machine_that_slept_shows_the_servers_time(browsers: Browsers, present: World) -> None:
    page = opened(browsers, present, present.file("P0"))
    page.clock.run_for(1_000)
    before = left(page)
    page.evaluate("document.documentElement.dataset.now = ''; Date.now = () => 0")
    with page.expect_response(lambda one: one.request.method == "HEAD"):
        page.evaluate("performance.now = () => 600_000_000; document.dispatchEvent(new Event('visibilitychange'))")
    page.clock.run_for(1_000)
    page.wait_for_function("document.querySelector('[data-countdown]').textContent.includes('left')")
    assert before - 1 <= left(page) <= before
