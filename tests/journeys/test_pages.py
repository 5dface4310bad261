"""Every page that a person can reach by links: sound, legible, within the screen, wide and narrow, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from factories.world import World
from journeys.browser import Browsers, marks
from journeys.walking import walk
from surfaces.objects import objects
from upheld.accounts.models import User
from upheld.worker.mailing import send_mail

pytestmark = marks
LOOKS = (Path(__file__).parent / "looks.js").read_text(encoding="utf-8")
WIDTHS = (1280, 390)
PEOPLE = [
    ("support_manager", "en", 20),
    ("arbiter", "zh-hans", 15),
    ("admin", "zh-hans", 20),
    ("customer_manager", "en", 10),
    ("requester", "zh-hans", 8),
]


@pytest.mark.parametrize(("role", "language", "least"), PEOPLE)
def test_every_page_is_sound(
    browsers: Browsers, present: World, role: str, language: str, least: int, settings: Any, tmp_path: Path
) -> None:
    settings.MAIL_URL = tmp_path.as_uri()
    objects(present)
    who = {"requester": present.acme.requester, "customer_manager": present.acme.manager, **present.staff}[role]
    User.objects.filter(pk=who.id).update(language=language)
    while send_mail(now=present.now + timedelta(seconds=1)):
        pass
    page = browsers.page(who)
    wrong = {place: found for place in walk(page) if (found := list(look(page, language)))}
    assert not wrong, "\n".join(f"{place}: {one}" for place, found in wrong.items() for one in found)
    assert len(page.seen) >= least, page.seen


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_before_the_door(browsers: Browsers, present: World, language: str) -> None:
    page = browsers.page(locale="zh-CN" if language == "zh-hans" else "en-GB")
    for place in (
        "/",
        "/attainment",
        "/nothing-here",
        "/sign-in",
        "/forgot",
        "/enter/a-link-that-nobody-made",
        "/reset/nothing",
        "/invitation/nothing",
    ):
        page.goto(place)
        assert list(look(page, language)) == [], place


def look(page: Any, language: str) -> Iterator[str]:
    """What is wrong with the page that is open."""
    said = page.evaluate("document.documentElement.lang")
    if said.lower() != language:
        yield f"lang is {said}"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            yield from (f"{width} {scheme} {one}" for one in page.evaluate(LOOKS))
