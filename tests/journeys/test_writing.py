"""Writing together: nothing that somebody wrote is lost, and nobody talks past the other."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from factories.world import World
from journeys.browser import Browsers, marks
from upheld.desk import acts as desk
from upheld.operations import disk

pytestmark = marks
INTERRUPTED = "went on while you wrote"


def test_the_customer_replied_while_the_engineer_wrote(browsers: Browsers, present: World) -> None:
    ticket = present.file("P0")
    page = browsers.page(present.engineer)
    page.goto(f"/console/tickets/{ticket}")
    page.locator("#composer-body").fill("Please restart the edge.")
    desk.reply(ticket_id=ticket, body="It works again!", by=present.acme.requester, now=timezone.now())
    page.get_by_role("button", name="Send reply").click()
    page.get_by_role("alert").get_by_text(INTERRUPTED).wait_for()
    assert page.locator("#composer-body").input_value() == "Please restart the edge."
    assert page.get_by_text("It works again!").is_visible()
    assert page.locator("article.say.vendor").count() == 0
    page.locator("#composer-body").fill("Good to hear.")
    page.get_by_role("button", name="Send reply").click()
    page.locator("article.say.vendor", has_text="Good to hear.").wait_for()


def test_the_engineer_replied_while_the_customer_wrote(browsers: Browsers, present: World) -> None:
    ticket = present.file("P0")
    page = browsers.page(present.acme.requester)
    page.goto(f"/portal/tickets/{ticket}")
    page.locator("#reply-body").fill("Is anybody there?")
    desk.reply(ticket_id=ticket, body="Looking at it.", by=present.engineer, now=timezone.now())
    page.get_by_role("button", name="Send").click()
    page.get_by_role("alert").get_by_text(INTERRUPTED).wait_for()
    assert page.locator("#reply-body").input_value() == "Is anybody there?"
    assert page.get_by_text("Looking at it.").is_visible()
    page.get_by_role("button", name="Send").click()
    page.locator(".talk .say", has_text="Is anybody there?").wait_for()


@pytest.mark.parametrize(("place", "field"), [("console", "#composer-body"), ("portal", "#reply-body")])
def test_a_draft_survives(browsers: Browsers, present: World, place: str, field: str) -> None:
    ticket = present.file("P0")
    who = present.engineer if place == "console" else present.acme.requester
    page = browsers.page(who)
    page.goto(f"/{place}/tickets/{ticket}")
    page.locator(field).press_sequentially("Half a thou")
    page.get_by_text("Draft saved").wait_for()
    page.reload()
    assert page.locator(field).input_value() == "Half a thou"
    elsewhere = browsers.page(who)
    elsewhere.goto(f"/{place}/tickets/{ticket}")
    assert elsewhere.locator(field).input_value() == "Half a thou"
    elsewhere.keyboard.press("Escape")
    send(elsewhere, field)
    page.reload()
    assert page.locator(field).input_value() == ""


@pytest.mark.parametrize(("place", "field"), [("console", "#composer-body"), ("portal", "#reply-body")])
def test_on_a_phone_the_reason_of_a_refusal_is_in_sight(
    browsers: Browsers, present: World, place: str, field: str
) -> None:
    ticket = present.file("P0")
    who = present.engineer if place == "console" else present.acme.requester
    page = browsers.page(who, viewport={"width": 390, "height": 700})
    page.goto(f"/{place}/tickets/{ticket}")
    page.locator(field).fill("Not lost.")
    with disk.reading(lambda: disk.Space(0, disk.MIB)):
        page.locator(field).press("Control+Enter")
        reason = page.get_by_role("alert").get_by_text("nothing can be saved")
        reason.wait_for()
        assert page.locator(field).input_value() == "Not lost."
        assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
        box = reason.bounding_box()
    assert 0 <= box["y"] < 700


def send(page: Any, field: str) -> None:
    """Ctrl and Enter send what was written."""
    page.locator(field).press("Control+Enter")
    page.locator(".say", has_text="Half a thou").wait_for()
