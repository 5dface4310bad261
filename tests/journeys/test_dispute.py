"""A dispute about the level: lowered, contested with both outcomes in sight, ruled with reasons."""

from __future__ import annotations

from typing import Any

from factories.world import World
from journeys.browser import Browsers, marks
from journeys.test_pages import look

pytestmark = marks
LOWERED, CONTESTED, RULED = "One region only.", "All of Asia is down.", "The log of 09:10 shows three regions."


def test_lowered_contested_ruled(browsers: Browsers, present: World) -> None:
    ticket = present.file("P0")
    engineer = browsers.page(present.engineer)
    engineer.goto(f"/console/tickets/{ticket}")
    lower(engineer)

    requester = browsers.page(present.acme.requester)
    requester.goto(f"/portal/tickets/{ticket}")
    requester.locator(".talk", has_text=LOWERED).wait_for()
    assert "Filed as P0" in requester.locator("aside").inner_text()
    contest(requester)

    engineer.reload()
    case = engineer.locator("section", has=engineer.get_by_role("heading", name="The severity is disputed"))
    assert "Acme asks for P0; without the dispute it is P1." in case.inner_text()
    case.locator(".outcomes").wait_for()
    assert list(look(engineer, "en")) == []
    assert engineer.get_by_role("link", name="Rule on the severity").count() == 0  # its handler may not judge it

    arbiter = browsers.page(present.arbiter)
    rule(arbiter)
    for page in (requester, engineer):
        page.reload()
        page.get_by_text(RULED).first.wait_for()
        assert page.locator(".head .sev").inner_text() == "P0"
        assert page.get_by_role("heading", name="disputed").count() == 0


def lower(page: Any) -> None:
    page.locator("#do-severity summary").click()
    form = page.locator("#do-severity form")
    form.get_by_label("Severity").select_option("P1")
    form.get_by_label("Basis").select_option("impact")
    form.get_by_label("Why").fill(LOWERED)
    form.get_by_role("button", name="Change severity").click()
    page.get_by_text("Severity set to P1").wait_for()


def contest(page: Any) -> None:
    """What follows from each ruling is shown before anything is sent."""
    page.get_by_role("link", name="Contest the level").click()
    page.get_by_label("Severity").select_option("P0")
    outcomes = page.locator("#outcomes")
    outcomes.get_by_text("If P0 is ruled").wait_for()
    assert outcomes.get_by_text("If P1 is ruled").is_visible()
    assert outcomes.get_by_text("While the dispute is open").is_visible()
    page.get_by_label("Why the contract").or_(page.get_by_label("Why", exact=True)).fill(CONTESTED)
    page.get_by_role("button", name="Open the dispute").click()
    page.get_by_role("heading", name="Severity disputed: you say P0, the vendor P1").wait_for()
    assert page.locator(".head .sev").inner_text() == "P0"  # the higher one holds while it is open


def rule(page: Any) -> None:
    page.goto("/console/docket")
    case = page.locator("tr[data-row]", has_text="Severity dispute")
    case.get_by_role("link", name="Decide").click()
    page.locator(".outcomes").get_by_text("If ruled P0").wait_for()
    assert CONTESTED in page.locator("blockquote").inner_text()
    page.get_by_role("button", name="Rule on the severity").click()
    assert page.get_by_label("Reasons").evaluate("one => !one.validity.valid || one.ariaInvalid === 'true'")
    page.get_by_label("Severity").select_option("P0")
    page.get_by_label("Reasons").fill(RULED)
    page.get_by_role("button", name="Rule on the severity").click()
    page.get_by_text("Ruled: P0").wait_for()
