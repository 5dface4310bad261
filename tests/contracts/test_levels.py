"""Lists of tickets are narrowed by the severities that contracts really name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.accounts import browser
from factories.terms import always
from factories.world import World
from upheld.contracts import operations as contracts
from upheld.contracts.levels import forget, levels_in_use


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    forget()


def name_others(world: World) -> None:
    """The rival's contract speaks of S1 to S3."""
    admin = world.staff["admin"]
    source = always(version=2, start="2026-02-01")
    for level in (0, 1, 2):
        source = source.replace(f"id: P{level}", f"id: S{level + 1}")
    draft = contracts.save_draft(contract_id=world.rival.contract_id, source=source, by=admin, now=world.now)
    contracts.publish_version(version_id=draft, by=admin, now=world.now)


def test_each_sees_those_of_their_contracts(world: World) -> None:
    name_others(world)
    own = levels_in_use(organisation_ids=frozenset({world.acme.id}), now=world.now)
    assert own == ("P0", "P1", "P2", "P3")
    all_of_them = levels_in_use(organisation_ids=None, now=world.now)
    assert all_of_them == ("P0", "S1", "P1", "S2", "P2", "S3", "P3")


def test_what_is_kept_is_read_again_after_a_minute(world: World) -> None:
    before = levels_in_use(organisation_ids=None, now=world.now)
    name_others(world)
    assert levels_in_use(organisation_ids=None, now=world.now) == before
    assert "S1" in levels_in_use(organisation_ids=None, now=world.now + timedelta(minutes=1))


@pytest.mark.parametrize("place", ["/console/queue", "/console/tickets"])
def test_the_console_offers_them(world: World, place: str) -> None:
    name_others(world)
    page = browser(world.engineer).get(place).content.decode()
    assert "<option>S1</option>" in page
    assert "<option>P3</option>" in page


def test_the_portal_offers_ones_own(world: World) -> None:
    name_others(world)
    for reader, offered in ((world.rival.requester, True), (world.acme.requester, False)):
        assert ("S1</option>" in browser(reader).get("/portal/").content.decode()) is offered
