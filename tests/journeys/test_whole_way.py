"""The whole way of a ticket, from the sign-in link to the figure that it ends in."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from factories.world import World
from journeys.browser import Browsers, marks
from upheld.accounts import operations as accounts
from upheld.accounts.actor import SYSTEM, Actor

pytestmark = marks
SUBJECT = "Nobody in Singapore can join"


def test_from_filing_to_the_figure(browsers: Browsers, present: World) -> None:
    older = present.file("P2", subject="A question about codecs")
    requester = browsers.page()
    enter_by_link(requester, present.acme.requester)
    ticket = file_a_ticket(requester)
    assert ticket != older

    engineer = browsers.page(present.engineer)
    open_the_first_of_the_queue(engineer, ticket)
    clock = engineer.locator("#clocks .clock", has_text="Response")
    assert re.search(r"1[45] min", clock.locator("[data-countdown]").inner_text())
    answer(engineer, "Reply", "Send reply", "We see it too: the edge in Singapore refuses.")
    engineer.locator("#clocks .clock", has_text="Response").get_by_text("met", exact=False).first.wait_for()
    answer(engineer, "Workaround", "Provide workaround", "Set `region=tokyo`; joins work again.")

    requester.goto(f"/portal/tickets/{ticket}")
    requester.get_by_text("We see it too").wait_for()
    judge(requester, "A workaround for you to judge")
    answer(engineer, "Resolution", "Provide resolution", "The edge is mended and redeployed.", ticket)
    requester.goto(f"/portal/tickets/{ticket}")
    judge(requester, "A resolution for you to judge")
    requester.get_by_text("Not solved after all?").wait_for()
    look_at_the_figure(requester, ticket)


def enter_by_link(page: Any, who: Actor) -> None:
    """A link from a mail: looking at it uses nothing up, the button does."""
    link = accounts.issue_sign_in_link(user_id=who.id, by=SYSTEM, now=timezone.now())
    page.goto("/enter/" + link.rpartition("/")[2])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/portal/")


def file_a_ticket(page: Any) -> int:
    """The levels and deadlines are there before anything is sent; the answers propose the level."""
    page.get_by_role("link", name="File a ticket").first.click()
    page.get_by_label("Product").select_option(label="RTC")
    urgent = page.locator("label.level", has_text="Urgent")
    urgent.get_by_text("within 15 min").wait_for()
    assert urgent.locator("time").count() >= 3
    page.get_by_text("Let the contract say which level it is").click()
    page.get_by_label("For how many minutes").fill("20")
    page.get_by_label("For how many minutes").press("Tab")
    page.get_by_text("By your answers, the contract says P0.").wait_for()
    page.get_by_label("In one line").fill(SUBJECT)
    page.get_by_label("What happens, since when").fill("Since 09:10 every join fails with `1004`.")
    page.locator("input[name=severity][value=P0]").check()
    page.get_by_role("button", name="File the ticket").click()
    page.get_by_role("heading", name=SUBJECT, level=1).wait_for()
    page.locator("#clocks .clock", has_text="Restoration").wait_for()
    return int(page.url.rstrip("/").rpartition("/")[2])


def open_the_first_of_the_queue(page: Any, ticket: int) -> None:
    page.goto("/console/queue")
    first = page.locator("tr[data-row]").first
    assert SUBJECT in first.inner_text()
    first.locator("a.cover").click()
    page.wait_for_url(f"**/console/tickets/{ticket}")


def answer(page: Any, tab: str, button: str, body: str, ticket: int | None = None) -> None:
    """Write in one of the composer's tabs and send."""
    if ticket is not None:
        page.goto(f"/console/tickets/{ticket}")
    page.get_by_role("tab", name=tab).click()
    page.locator("#composer-body").fill(body)
    page.get_by_role("button", name=button).click()
    page.locator("article.say.vendor").last.wait_for()
    page.locator("article.say.vendor", has_text=body.split("`")[0].strip()).wait_for()


def judge(page: Any, title: str) -> None:
    decision = page.locator("section.decide", has_text=title)
    decision.get_by_role("button", name="Accept").click()
    page.get_by_role("status").get_by_text("Accepted.").wait_for()
    decision.wait_for(state="detached")


def look_at_the_figure(page: Any, ticket: int) -> None:
    """All promises of the month were kept; behind the figure stands the ticket, behind the ticket its reckoning."""
    page.get_by_role("link", name="Attainment").first.click()
    page.locator("#course").wait_for()
    # It opens with the last full month of the reader's zone; a decision belongs to a month of the contract's.
    month = timezone.now().astimezone(ZoneInfo("Asia/Shanghai"))
    page.goto(f"{page.url.partition('?')[0]}?period={month:%Y-%m}")
    assert "100" in page.locator(".figures li", has_text="Resolution").inner_text()
    resolution = page.locator(".figures-table tbody tr", has_text="Resolution")
    resolution.get_by_role("link", name="1 met").click()
    row = page.locator("tr[data-row]", has_text=SUBJECT)
    row.get_by_role("link", name="Why").click()
    page.wait_for_url(f"**/portal/tickets/{ticket}/clocks/resolution/1")
    page.locator(".reckoning table tfoot").wait_for()
    assert page.locator(".reckoning svg.strip").count() == 1
