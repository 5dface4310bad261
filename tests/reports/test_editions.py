"""What was told before a calendar edition came is told again afterwards, by the edition of then."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.calendars import KNOWN, at_the_end_of_the_year, extend, office
from factories.world import World
from upheld.accounts.actor import SYSTEM
from upheld.clocks.queries import reckoning
from upheld.contracts import queries
from upheld.contracts.models import ContractVersion
from upheld.desk import acts as desk
from upheld.desk.editions import EditionHistory
from upheld.reports.export import write_export
from upheld.reports.periods import read_period
from upheld.reports.queries.attainment import attainment
from upheld.reports.recompute import recompute
from upheld.reports.slices import Slice
from upheld.sla import horizons

REPLIED = datetime(2027, 1, 20, 2, tzinfo=UTC)
TOLD = datetime(2027, 2, 1, tzinfo=UTC)
EXTENDED = datetime(2027, 2, 2, tzinfo=UTC)
JANUARY = read_period("2027-01")
Figures = list[tuple[str, str, int, int]]


@pytest.fixture
def world(db: None) -> Iterator[World]:
    yield from at_the_end_of_the_year(office(KNOWN))


@pytest.fixture
def ticket(world: World) -> int:
    """Answered on the 20th of a January whose holidays were not known."""
    filed = world.file("P1")
    world.now = REPLIED
    desk.reply(ticket_id=filed, body="Hello.", by=world.engineer, now=world.now)
    world.now = EXTENDED
    return filed


def figures(world: World, as_of: datetime = TOLD, *, from_facts: bool = False) -> Figures:
    of = Slice(customer=world.acme.id)
    found = attainment(period=JANUARY, as_of=as_of, actor=SYSTEM, of=of, from_facts=from_facts)
    return [(figure.row.objective, figure.row.severity, figure.row.met, figure.row.missed) for figure in found.figures]


def export(world: World, as_of: datetime = TOLD) -> BytesIO:
    file = BytesIO()
    write_export(file, organisation_id=world.acme.id, period=JANUARY, as_of=as_of, actor=world.acme.manager)
    return file


def only_line(file: BytesIO, name: str) -> dict[str, object]:
    with ZipFile(file) as archive:
        [line] = archive.read(name).splitlines()
    found: dict[str, object] = json.loads(line)
    return found


@pytest.mark.usefixtures("ticket")
def test_figures_as_of_before_the_edition_stay(world: World) -> None:
    before = figures(world)
    extend(world)
    assert figures(world) == before
    assert figures(world, from_facts=True) == before
    # As of the edition the answer is known to be late, and no row says otherwise than the facts.
    assert figures(world, world.now) != before
    assert ("response", "P1", 0, 1) in figures(world, world.now)
    assert figures(world, world.now, from_facts=True) == figures(world, world.now)


@pytest.mark.usefixtures("ticket")
def test_an_export_as_of_before_the_edition_is_the_same_bytes(world: World) -> None:
    before = export(world)
    extend(world)
    again = export(world)
    assert again.getvalue() == before.getvalue()
    assert recompute(again).differences == ()
    first = ContractVersion.objects.get(pk=world.acme.version_id)
    told = only_line(again, "tickets.jsonl")
    assert (told["version"], told["edition"], told["terms_sha256"]) == (1, 1, first.sha256)
    assert only_line(again, "cases.jsonl")["terms"] == first.terms


@pytest.mark.usefixtures("ticket")
def test_an_export_as_of_the_edition_names_it(world: World) -> None:
    edition = ContractVersion.objects.get(pk=extend(world))
    file = export(world, world.now)
    assert recompute(file).differences == ()
    told = only_line(file, "tickets.jsonl")
    assert (told["version"], told["edition"], told["terms_sha256"]) == (1, 2, edition.sha256)


def test_why_a_clock_showed_no_deadline_is_still_told(world: World, ticket: int) -> None:
    def due(as_of: datetime) -> datetime | None:
        found = reckoning(ticket_id=ticket, objective="response", cycle=1, actor=SYSTEM, now=as_of)
        assert found is not None
        return found.reading.due_at

    assert due(TOLD) is None
    extend(world)
    assert due(TOLD) is None
    assert due(world.now) == datetime(2027, 1, 2, 3, tzinfo=UTC)


def test_of_several_editions_the_newest_of_then_counts_up_to_the_tickets_own(world: World) -> None:
    first, second = world.acme.version_id, extend(world)
    between = world.wait(days=1)
    world.wait(days=1)
    third = extend(world, "office: {horizon: 2028, dates: ['2028-01-03']}")

    def known_until(version_id: int, as_of: datetime) -> int:
        edition = EditionHistory(queries.editions_up_to([version_id])[version_id]).as_of(as_of)
        assert edition is not None
        return dict(horizons(edition.terms))["office"]

    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    assert [known_until(third, at) for at in (long_ago, between, world.now)] == [2026, 2027, 2028]
    assert [known_until(second, at) for at in (long_ago, between, world.now)] == [2026, 2027, 2027]
    assert [known_until(first, at) for at in (long_ago, between, world.now)] == [2026, 2026, 2026]


def test_earlier_editions_cost_a_statement_only_where_there_are_any(world: World) -> None:
    first = [world.acme.version_id, world.rival.version_id]
    edition = extend(world)

    def statements(versions: list[int], *, anew: bool = True) -> int:
        if anew:
            queries.forget()
        with CaptureQueriesContext(connection) as counted:
            queries.editions_up_to(versions)
        return len(counted)

    assert statements(first) == 1
    assert statements([world.rival.version_id, edition]) == 2
    assert statements([world.rival.version_id, edition], anew=False) == 0
