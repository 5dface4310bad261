"""While strangers flood the sign-in page, pages are answered and people sign in."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from faults.inside import run_inside
from support.commands import Serving
from support.sign_in_storm import Visitor, storm
from support.slow_clients import answer

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the desk serves on Linux"),
]
HONEST = 10
AT_HOME, ELSEWHERE = "127.0.0.1", "127.200.1.1"
TRIES, PAUSE = 12, 3.0
"""A person who is asked to come again does so, some times."""


@dataclass
class Desk:
    """A desk with people who have a password."""

    port: int
    people: dict[str, str]
    password: str


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("storm")
    serving = Serving("serve", log=folder / "log", data_dir=folder / "data", web_workers=2, stop_within="2s")
    try:
        serving.ready()
        furnished: dict[str, Any] = run_inside("furnish", UPHELD_DATA_DIR=str(folder / "data"))
        yield Desk(serving.port, furnished["people"], furnished["password"])
    finally:
        serving.end()


def statuses_until_inside(visitor: Visitor, address: str, password: str) -> list[int]:
    """The statuses that a person gets who tries again as the page asks; the last is 302 if the person gets in."""
    statuses: list[int] = []
    while len(statuses) < TRIES and 302 not in statuses:
        statuses.append(visitor.sign_in(address, password))
        threading.Event().wait(PAUSE)
    return statuses


def test_a_storm_of_strangers_keeps_nobody_out(desk: Desk) -> None:
    known = Visitor(desk.port, AT_HOME)
    assert known.sign_in(desk.people["acme"], desk.password) == 302
    del known.cookies["session"]
    with storm(desk.port) as statuses:
        assert [answer(desk.port) for _ in range(HONEST)] == [200] * HONEST
        assert statuses_until_inside(known, desk.people["acme"], desk.password)[-1] == 302
        visitor = Visitor(desk.port, ELSEWHERE)
        assert statuses_until_inside(visitor, desk.people["rival"], desk.password)[-1] == 302
    assert statuses[429] > statuses[422] > 0
    assert known.request("GET", "/portal/") == 200


def test_a_person_who_signs_in_all_the_time_keeps_nobody_out(desk: Desk) -> None:
    """From a known device whose cookie changes, and from none, over several networks."""
    known = Visitor(desk.port, AT_HOME)
    assert known.sign_in(desk.people["acme"], desk.password) == 302
    del known.cookies["session"]
    with storm(desk.port, lambda *_: (desk.people["rival"], desk.password), networks=12) as statuses:
        assert [answer(desk.port) for _ in range(HONEST)] == [200] * HONEST
        assert statuses_until_inside(known, desk.people["acme"], desk.password)[-1] == 302
    assert 0 < statuses[302] <= 30
    assert statuses[429] > statuses[302]
