"""What a ticket is reported under: as filed or as changed by an entry, so that nothing moves a figure unseen."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from factories.world import World
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.desk.dimension_changes import add_baselines
from upheld.desk.models import DimensionChange, Ticket
from upheld.ledger.queries import entries_of
from upheld.reports.periods import read_period
from upheld.reports.queries.attainment import attainment, behind
from upheld.reports.queries.publications import restated
from upheld.reports.slices import Slice

MARCH = read_period("2026-03")
APRIL = datetime(2026, 4, 3, tzinfo=UTC)


def missed(world: World) -> int:
    """A miss in the region ``eu``, closed and over."""
    ticket = world.file("P0", region="eu")
    desk.reply(ticket_id=ticket, body="Late.", by=world.engineer, now=world.wait(hours=1))
    desk.withdraw_ticket(ticket_id=ticket, by=world.acme.requester, now=world.wait(hours=1))
    world.now = APRIL
    world.settle()
    return ticket


def regions(world: World, as_of: datetime, **of: object) -> dict[str, int]:
    report = attainment(
        period=MARCH,
        as_of=as_of,
        actor=world.acme.manager,
        of=Slice(**of),
        by=("region",),  # type: ignore[arg-type]
    )
    rows = [figure.row for figure in report.figures if figure.row.objective == "response"]
    return {row.dimensions["region"]: row.missed for row in rows}


def move(world: World, ticket: int, region: str) -> None:
    desk.describe(ticket_id=ticket, region=region, by=world.engineer, now=world.wait(hours=1))


@pytest.mark.parametrize("from_facts", [False, True])
def test_a_region_changed_later_moves_no_figure_of_before(world: World, from_facts: bool) -> None:
    ticket, published = missed(world), world.now
    move(world, ticket, "us")
    between = world.now
    move(world, ticket, "")
    for as_of, region in ((published, "eu"), (between, "us"), (world.now, "")):
        found = attainment(period=MARCH, as_of=as_of, actor=world.acme.manager, by=("region",), from_facts=from_facts)
        assert {figure.row.dimensions["region"] for figure in found.figures} == {region}


def test_a_slice_by_region_goes_by_the_region_of_then(world: World) -> None:
    ticket, published = missed(world), world.now
    move(world, ticket, "us")
    assert regions(world, published, region="eu") == {"eu": 1}
    assert regions(world, published, region="us") == {}
    assert regions(world, world.now, region="us") == {"us": 1}
    assert regions(world, world.now, region="eu") == {}
    page = behind(period=MARCH, as_of=published, actor=world.acme.manager, of=Slice(region="eu"), objective="response")
    assert [line.ticket_id for line in page.lines] == [ticket]


def test_a_change_after_publication_restates_and_says_from_where_to_where(world: World) -> None:
    ticket, published = missed(world), world.now
    move(world, ticket, "us")
    told = restated(period=MARCH, before=published, after=world.now, actor=world.acme.manager)
    changed = {(one.before, one.after) for one in told if one.line.objective == "response"}
    assert changed == {("missed P0 · eu", "missed P0 · us")}


def test_the_entry_keeps_old_and_new_values_of_what_has_changed(world: World) -> None:
    ticket = world.file("P0", region="eu", platform="ios")
    desk.describe(ticket_id=ticket, region="us", platform="ios", tags=["vip"], by=world.engineer, now=world.now)
    desk.describe(ticket_id=ticket, region="us", by=world.engineer, now=world.now)
    kept = entries_of([ticket], {"ticket.dimensions_changed", "ticket.described"})[ticket]
    assert [(one.type, one.document["data"]) for one in kept] == [
        ("ticket.described", {"changed": ["tags"]}),
        ("ticket.dimensions_changed", {"before": {"region": "eu"}, "after": {"region": "us"}, "baseline": 0}),
    ]


def test_a_row_that_was_changed_without_its_values_gets_one_baseline_entry(world: World) -> None:
    ticket, other = missed(world), world.file("P1", region="eu")
    desk.describe(ticket_id=ticket, tags=["once"], by=world.engineer, now=world.now)
    desk.describe(ticket_id=other, tags=["once"], region="us", by=world.engineer, now=world.now)
    Ticket.objects.filter(pk=ticket).update(region="us")
    before = world.now
    with row_security.everything():
        assert add_baselines(now=world.wait(hours=1)) == 1
        assert add_baselines(now=world.wait(hours=1)) == 0
    [kept] = entries_of([ticket], {"ticket.dimensions_changed"})[ticket]
    assert kept.document["data"] == {"before": {"region": "eu"}, "after": {"region": "us"}, "baseline": 1}
    assert kept.document["actor"]["kind"] == "system"
    assert regions(world, before) == {"eu": 1}
    assert regions(world, world.now) == {"us": 1}
    assert DimensionChange.objects.filter(ticket_id=other).count() == 1
