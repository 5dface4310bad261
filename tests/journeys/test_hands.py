"""With the keyboard alone, in either language, in the light and in the dark."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from factories.world import World
from journeys.browser import Browsers, marks

pytestmark = marks
FOCUS = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  return {
    what: one.outerHTML.slice(0, 120),
    ring: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none",
    on_screen: box.bottom > 0 && box.top < innerHeight && box.right > 0,
    end: one === document.body,
  };
}"""


def test_the_queue_without_a_mouse(browsers: Browsers, present: World) -> None:
    present.file("P2", subject="A question")
    urgent = present.file("P0", subject="All is down")
    page = browsers.page(present.engineer)
    page.goto("/console/queue")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate(FOCUS)["on_screen"]
    page.keyboard.press("Enter")
    page.locator("main:focus").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert "A question" in page.locator("tr.chosen").inner_text()
    page.keyboard.press("k")
    assert "All is down" in page.locator("tr.chosen").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/console/tickets/{urgent}")
    page.keyboard.press("c")
    assert page.evaluate("document.activeElement.id") == "composer-body"
    page.keyboard.type("jk/ are letters here")
    assert page.locator("#composer-body").input_value() == "jk/ are letters here"


@pytest.mark.parametrize(
    "places", [("/console/queue", "/console/tickets/1"), ("/portal/tickets/1", "/portal/tickets/new")]
)
def test_one_sees_where_one_is(browsers: Browsers, present: World, places: tuple[str, ...]) -> None:
    present.file("P0")
    page = browsers.page(present.engineer if places[0].startswith("/console") else present.acme.requester)
    for place, scheme in itertools.product(places, ("light", "dark")):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.goto(place)
        seen = list(tabbed(page))
        assert len(seen) > 10
        assert [one["what"] for one in seen if not (one["ring"] and one["on_screen"])] == []


def tabbed(page: Any, most: int = 60) -> Any:
    """What Tab stops at, from the start to the end of the page."""
    for _ in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUS)
        if found["end"]:
            return
        yield found


def test_language_and_theme_are_switched_and_kept(browsers: Browsers, present: World) -> None:
    page = browsers.page(present.acme.requester)
    page.goto("/portal/")
    assert (page.evaluate("document.documentElement.lang"), page.locator("h1").inner_text()) == ("en", "Tickets")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    choose(page, "简体中文")
    page.get_by_role("heading", name="工单", level=1).wait_for()
    assert page.evaluate("document.documentElement.lang") == "zh-hans"
    choose(page, "深色")
    page.locator("html[data-theme=dark]").wait_for()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.goto("/portal/contracts")
    page.locator("html[data-theme=dark][lang=zh-hans]").wait_for()
    again = browsers.page(present.acme.requester)
    again.goto("/portal/")
    again.locator("html[lang=zh-hans]").wait_for()
    choose(again, "English")
    again.get_by_role("heading", name="Tickets", level=1).wait_for()


def choose(page: Any, name: str) -> None:
    page.locator("details.me summary").click()
    page.get_by_role("button", name=name).click()
