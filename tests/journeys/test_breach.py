"""A promise broken: told on the page, told by mail, and never taken back by answering late."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from factories.world import World
from journeys.browser import Browsers, marks
from upheld.desk import acts as desk
from upheld.worker.mailing import send_mail

pytestmark = marks
EXPERT = "expert-1@vendor.example"


def test_nobody_answered_in_time(browsers: Browsers, present: World, settings: Any, tmp_path: Path) -> None:
    settings.MAIL_URL = tmp_path.as_uri()
    ticket = file_and_forget(present)
    requester, manager = browsers.page(present.acme.requester), browsers.page(present.staff["support_manager"])
    for page, place in ((requester, "portal"), (manager, "console")):
        page.goto(f"/{place}/tickets/{ticket}")
        clock = page.locator("#clocks .clock", has_text="Response")
        clock.get_by_text("missed", exact=False).first.wait_for()
        clock.locator("svg.strip").wait_for()
        page.locator(".talk .act.bad").first.wait_for()
        clock.get_by_text("Why").click()
        clock.locator(".reckoning table tfoot").wait_for()
    find_the_mail(manager, browsers.page(present.staff["admin"]), ticket)

    desk.reply(ticket_id=ticket, body="Sorry, here we are.", by=present.engineer, now=present.now)
    requester.reload()
    requester.get_by_text("Sorry, here we are.").wait_for()
    assert "missed" in requester.locator("#clocks .clock", has_text="Response").inner_text().lower()


def file_and_forget(present: World) -> int:
    """Twenty minutes ago, under a contract that promises fifteen."""
    present.now -= timedelta(minutes=20)
    ticket = present.file("P0")
    for _ in range(20):
        present.wait(minutes=1)  # the worker runs all the time: what it notices late goes into a digest
    while send_mail(now=present.now + timedelta(seconds=1)):
        pass
    return ticket


def find_the_mail(manager: Any, admin: Any, ticket: int) -> None:
    """In the outbox with its recipient; the administrator of a desk that mails to a folder reads the mail itself."""
    manager.get_by_role("link", name="Outbox").first.click()
    row = manager.locator("tbody tr", has_text=EXPERT)
    row.get_by_text("sent", exact=False).first.wait_for()
    row.get_by_role("link", name=f"#{ticket}").wait_for()
    admin.goto("/console/outbox/folder")
    admin.locator("tr[data-row]", has_text=EXPERT).get_by_role("link").click()
    admin.get_by_role("heading", name="missed").wait_for()
    assert "How this was reckoned" in admin.locator("article").inner_text()
