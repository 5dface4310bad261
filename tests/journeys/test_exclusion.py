"""An exclusion of a whole ticket: outcomes and credit are shown before it is claimed, accepted and ruled on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from factories.terms import always
from factories.world import World, build
from journeys.browser import Browsers, marks
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk import acts as desk

pytestmark = marks
SOURCE = always().replace("id: outdated_sdk", "id: outdated_sdk\n    scope: ticket") + (
    "\ncredits: {currency: CNY, cap: 30%, bands: [{objective: response, severity: P0, below: 99%, credit: 20%}]}\n"
)
STAKE = "CNY 200.00 without the exclusion, CNY 0.00 with it."


@pytest.fixture
def whole(chromium: Any, transactional_db: None) -> Iterator[World]:
    row_security.enter(None)
    contract_queries.forget()
    world = build(source=SOURCE)
    world.now = timezone.now() - timedelta(hours=2)
    yield world
    contract_queries.forget()
    connection.close()


def test_the_credit_is_shown_before_each_decision(browsers: Browsers, whole: World) -> None:
    number = whole.file("P0")
    desk.reply(ticket_id=number, body="Late.", by=whole.engineer, now=whole.wait(hours=1))
    page = browsers.page(whole.engineer)
    page.goto(f"/console/tickets/{number}")
    page.locator("#do-exclusion summary").click()
    form = page.locator("#do-exclusion form")
    form.get_by_text("Choose a clause to see both outcomes.").wait_for()
    form.get_by_label("Clause").select_option("outdated_sdk")
    form.get_by_text(STAKE).wait_for()
    form.get_by_label("SDK version").fill("1.0")
    form.get_by_role("button", name="Claim an exclusion").click()
    page.get_by_text("The vendor claims: Versions older than a year").first.wait_for()

    page = browsers.page(whole.acme.requester)
    page.goto(f"/portal/tickets/{number}")
    case = page.locator("section.decide", has_text="The vendor claims that the whole ticket does not count")
    case.get_by_text("See both outcomes").first.click()
    case.get_by_text(STAKE).wait_for()
    case.locator("summary", has_text="Accept").click()
    case.get_by_role("button", name="Yes, leave the whole ticket out").click()
    page.get_by_text("The customer granted: Versions older than a year").first.wait_for()

    page = browsers.page(whole.arbiter)
    page.goto(f"/console/tickets/{number}")
    page.get_by_role("link", name="Decide the exclusion").click()
    page.get_by_text(STAKE).wait_for()
    assert page.get_by_role("heading", name="If refused").is_visible()
