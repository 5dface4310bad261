"""A reckoning opened in its place: drawn once, and still open when the clocks are drawn anew."""

from __future__ import annotations

from typing import Any

import pytest

from factories.world import World
from journeys.browser import Browsers, marks

pytestmark = marks
TWICE = """() => {
  const names = [...document.querySelectorAll("[id]")].map((one) => one.id);
  return names.filter((one, i) => names.indexOf(one) !== i);
}"""
DRAW_ANEW = """() => htmx.ajax("GET", document.querySelector("#clocks").getAttribute("hx-get"),
  { target: "#clocks", swap: "outerHTML" })"""


def opened(page: Any) -> Any:
    why = page.locator("#clocks details").first
    why.locator("summary").click()
    why.locator("table").wait_for()
    return why


@pytest.mark.parametrize("side", ["portal", "console"])
def test_a_reckoning_stays_open_and_repeats_nothing(browsers: Browsers, present: World, side: str) -> None:
    number = present.file("P0")
    page = browsers.page(present.acme.requester if side == "portal" else present.engineer)
    page.goto(f"/{side}/tickets/{number}")
    opened(page)
    assert page.evaluate(TWICE) == []
    assert page.locator("#clocks .legend").count() == 1
    with page.expect_response(lambda one: "/clocks/" in one.url):
        page.evaluate(DRAW_ANEW)
    page.wait_for_load_state("networkidle")
    assert page.locator("#clocks details[open] table").count() == 1
    assert page.evaluate(TWICE) == []
