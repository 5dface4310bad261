"""Texts that want to be programs, sent by every form; read again with the browser's own protection off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from factories.world import World
from journeys.browser import Browsers, marks
from journeys.walking import walk
from surfaces.objects import objects
from upheld.accounts.actor import Actor

pytestmark = marks
HERE = Path(__file__).parent
ATTACK, UNSAFE = ((HERE / name).read_text(encoding="utf-8") for name in ("attack.js", "unsafe.js"))
HOSTILE = [
    "<script>owned=1</script>",
    '"><img src=x onerror=owned=1>',
    "'><svg onload=owned=1>",
    "[a](javascript:owned=1)",
    "{{ 5731*7 }}{% now 1 %}${5731*7}",
    "\u202egnp.exe\u202c \u2066abc",
    "</textarea></title></script><script>owned=1</script>",
    "![x](x \"onerror=owned=1\") <a href='java&#115;cript:owned=1'>b</a> <details open ontoggle=owned=1>",
    "[b](data:text/html,<script>owned=1</script>) <javascript:owned=1> [c]: javascript:owned=1",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=owned=1>",
    "<div hx-get=/sign-out hx-trigger=load hx-on:load=owned=1 style=position:fixed>d</div>",
]
ANY = range(200, 500)
FIRST = {
    "customer_manager": ("/portal/tickets/new?product=1", "/portal/tickets/1"),
    "support_manager": ("/console/tickets/new?customer=2&product=1", "/console/tickets/1"),
    "engineer": ("/console/tickets/1",),
    "requester": ("/portal/tickets/1",),
}
"""Where most was written."""


@pytest.mark.parametrize(
    ("writer", "readers", "least"),
    [
        ("customer_manager", ("customer_manager", "engineer"), 8),
        ("support_manager", ("support_manager", "requester"), 15),
    ],
)
def test_texts_stay_texts(
    browsers: Browsers, present: World, writer: str, readers: tuple[str, ...], least: int
) -> None:
    objects(present)
    people = {"requester": present.acme.requester, "customer_manager": present.acme.manager, **present.staff}
    sent = attack(browsers, people[writer], FIRST[writer])
    assert [one for one in sent if one[1] >= 500] == []
    taken = {place for place, _, redirected in sent if redirected}
    assert len(taken) >= least, "\n".join(map(str, sent))
    for reader in readers:
        read(browsers, people[reader], FIRST[reader])


def attack(browsers: Browsers, who: Actor, first: tuple[str, ...]) -> list[Any]:
    """Send every form of every page that this person reaches."""
    page = browsers.page(who, bypass_csp=True)
    return [one for _ in walk(page, *first, statuses=ANY) for one in page.evaluate(ATTACK, HOSTILE)]


def read(browsers: Browsers, who: Actor, first: tuple[str, ...]) -> None:
    """Open every page that this person reaches; nothing may run, nothing may be there that could."""
    page = browsers.page(who, bypass_csp=True)
    wrong = {place: found for place in walk(page, *first, statuses=ANY) if (found := page.evaluate(UNSAFE))}
    assert not wrong, "\n".join(f"{place}: {one}" for place, found in wrong.items() for one in found)
