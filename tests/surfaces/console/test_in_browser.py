"""The console in a real browser: keys, the composer, what is loaded apart; and no complaint of the policy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from factories.accounts import browser as signed_in
from factories.world import World, build
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk import acts as desk

CHROMIUM = next((one for one in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(one).exists()), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (apt-get install chromium)"),
]


@pytest.fixture
def present(transactional_db: None) -> Iterator[World]:
    """A world whose present is now."""
    from django.utils import timezone

    row_security.enter(None)
    contract_queries.forget()
    world = build()
    world.now = timezone.now()
    yield world
    contract_queries.forget()


@pytest.fixture
def page(live_server: Any, present: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A page of the engineer's; whatever the browser complains of fails the test."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    cookie = signed_in(present.engineer).cookies[settings.SESSION_COOKIE_NAME].value
    complaints: list[str] = []
    with playwright.sync_playwright() as browsers:
        chromium = browsers.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = chromium.new_context(base_url=live_server.url)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        opened = context.new_page()
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        row_security.enter(None)  # within Playwright's loop Django opens a connection of its own
        yield opened
        connection.close()
        chromium.close()
    assert complaints == []


def test_the_queue_is_walked_with_keys(page: Any, present: World) -> None:
    present.file("P2", subject="Slow one")
    fast = present.file("P0", subject="Fast one")
    page.goto("/console/queue")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert "chosen" in (page.locator("tr[data-row]").nth(0).get_attribute("class") or "")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tickets/{fast}")
    page.go_back()
    page.locator("body").press("/")
    assert page.evaluate("document.activeElement.id") == "find"


def test_the_composer_keeps_a_draft_and_sends_where_its_tab_says(page: Any, present: World) -> None:
    ticket = present.file("P0")
    desk.save_reply(title="Logs", body_en="Send the log", body_zh="", by=present.engineer, now=present.now)
    page.goto(f"/console/tickets/{ticket}")
    page.get_by_role("tab", name="Internal note").click()
    assert page.get_by_role("button", name="Add note").is_visible()
    page.locator("#composer-body").fill("Looks like the edge ")
    page.get_by_text("Draft saved").wait_for()
    page.reload()
    assert page.locator("#composer-body").input_value() == "Looks like the edge "
    page.locator("#composer-body").press("End")
    page.keyboard.type("@csm")
    page.locator("#mentions button").first.click()
    assert "@(csm at" in page.locator("#composer-body").input_value()
    page.locator("#composer summary", has_text="Saved replies").click()
    page.locator("#saved-pick").select_option(label="Logs")
    assert page.locator("#composer-body").input_value().endswith("Send the log")
    page.get_by_role("button", name="Add note").click()
    page.locator("article.say.internal", has_text="Send the log").wait_for()


def test_why_and_forms_open_in_place(page: Any, present: World) -> None:
    ticket = present.file("P0")
    page.goto(f"/console/tickets/{ticket}")
    page.locator(".clock", has_text="Response").get_by_text("Why").click()
    page.locator(".clock .reckoning table").wait_for()
    page.locator("#do-severity summary").click()
    page.locator("#do-severity select[name=severity]").select_option("P1")
    page.locator("#do-severity select[name=basis]").select_option("impact")
    page.locator("#do-severity textarea").fill("One region only.")
    page.locator("#do-severity").get_by_role("button", name="Change severity").click()
    page.get_by_text("Severity set to P1").wait_for()


@pytest.mark.parametrize("width", [390, 1360])
@pytest.mark.parametrize("place", ["queue", "tickets", "contracts", "contracts/1", "saved-replies", "tickets/1"])
def test_no_page_is_wider_than_the_screen(page: Any, present: World, place: str, width: int) -> None:
    present.file("P0", subject="A subject that is rather long, as subjects of tickets often are in real life")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"/console/{place}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_control_has_a_name(page: Any, present: World) -> None:
    ticket = present.file("P0")
    for place in ("queue", f"tickets/{ticket}", "saved-replies"):
        page.goto(f"/console/{place}")
        nameless = page.evaluate(
            """() => [...document.querySelectorAll("button, a[href], input:not([type=hidden]), select, textarea")]
            .filter((one) => one.checkVisibility() && !one.innerText?.trim() && !one.ariaLabel
              && !(one.labels && one.labels.length) && !one.title).map((one) => one.outerHTML)"""
        )
        assert nameless == []
