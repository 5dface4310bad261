"""A new version of a contract: an error shown where it stands, mended, published, and in force."""

from __future__ import annotations

from factories.terms import always
from factories.world import World
from journeys.browser import Browsers, marks

pytestmark = marks


def test_a_version_is_written_mended_and_published(browsers: Browsers, present: World) -> None:
    page = browsers.page(present.staff["support_manager"])
    page.goto("/console/contracts")
    page.get_by_role("link", name="acme support").click()
    page.get_by_role("link", name="New version").click()
    source = page.get_by_label("Terms in YAML")
    assert "version: 2" in source.input_value()

    good = always(version=2, start=f"{present.now:%Y-%m-%d}")
    source.fill(good.replace("within: 15m", "within: quarter"))
    page.get_by_role("button", name="Save and check").click()
    wrong = page.locator(".source li.wrong")
    wrong.locator(".says").first.wait_for()
    assert "within: quarter" in wrong.inner_text()
    assert page.get_by_role("button", name="Publish").count() == 0

    source = page.get_by_label("Terms in YAML")
    assert "within: quarter" in source.input_value()  # what is wrong is kept as well
    source.fill(good.replace("within: 15m", "within: 10m"))
    page.get_by_role("button", name="Save and check").click()
    page.get_by_text("No errors").wait_for()
    assert page.locator(".source li.wrong").count() == 0
    page.locator("summary", has_text="Publish").click()
    page.get_by_role("button", name="Publish version 2").click()
    page.wait_for_url(f"**/console/contracts/{present.acme.contract_id}")
    page.get_by_text("Version 2").first.wait_for()

    customer = browsers.page(present.acme.requester)
    customer.goto(f"/portal/contracts/{present.acme.contract_id}")
    customer.get_by_text("10 minutes").or_(customer.get_by_text("10 min")).first.wait_for()
    assert customer.get_by_role("link", name="New version").count() == 0
