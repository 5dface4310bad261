"""How far calendars are known, what has been decreed since, and the command that adds it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.calendars import germany, office, publish
from factories.world import World, build
from upheld.accounts.actor import SYSTEM
from upheld.cli import cli, findings
from upheld.contracts import operations as contracts
from upheld.contracts import queries
from upheld.contracts.models import ContractVersion
from upheld.database import row_security
from upheld.desk.models import Ticket
from upheld.desk.queries import calendars_in_use
from upheld.operations.errors import NotAllowed
from upheld.sla import decreed_days, horizons

BY_HAND = "dates: ['2026-10-01'], horizon: 2026"
LATER = "2026-01-02"
"""Of several contracts that cover a ticket it is the one that took effect last."""


@pytest.fixture
def world(db: None) -> Iterator[World]:
    row_security.enter(None)
    queries.forget()
    yield build()
    queries.forget()


def found(world: World) -> list[tuple[int, str, int, int | None, int]]:
    return [
        (one.line.number, one.line.horizon.calendar, one.line.horizon.year, one.line.further, one.open_tickets)
        for one in calendars_in_use(now=world.now)
    ]


def test_what_is_known_and_what_can_be_added_is_listed(world: World) -> None:
    assert found(world) == []
    publish(world, office(germany(2026)))
    publish(world, office(BY_HAND, start=LATER))
    world.file("P1")
    further = int(str(decreed_of(world)["horizon"]))
    assert further > 2026
    assert found(world) == [(1, "office", 2026, further, 0), (1, "office", 2026, None, 1)]


def decreed_of(world: World) -> dict[str, object]:
    row = ContractVersion.objects.filter(terms__calendars__office__holidays__country="DE").get()
    days = decreed_days(queries.terms_of(row.pk))["office"]
    assert isinstance(days, dict)
    return days


def test_the_version_in_effect_and_those_to_come_are_listed_and_old_ones_while_tickets_are_open(world: World) -> None:
    contract = publish(world, office(BY_HAND, start=LATER))
    ticket = world.file("P1")
    publish(world, office(BY_HAND, version=2, start=LATER), contract_id=contract)
    publish(world, office(BY_HAND, version=3, start="2027-01-01"), contract_id=contract)
    assert [number for number, *_ in found(world)] == [3, 2, 1]
    Ticket.objects.filter(pk=ticket).update(closed_at=world.now)
    assert [number for number, *_ in found(world)] == [3, 2]


def test_a_version_that_is_over_is_left_out(world: World) -> None:
    publish(world, office(BY_HAND, start="2020-01-01", end="2021-01-01"))
    assert found(world) == []


def test_the_list_costs_the_same_for_three_contracts(world: World) -> None:
    def statements() -> int:
        queries.forget()
        with CaptureQueriesContext(connection) as seen:
            calendars_in_use(now=world.now)
        return len(seen)

    publish(world, office(BY_HAND))
    world.file("P1")
    one = statements()
    for _ in range(2):
        publish(world, office(germany(2026)))
        world.file("P1")
    assert (statements(), one) == (3, 3)


def test_the_end_of_a_calendar_is_in_its_own_zone_and_near_for_sixty_days(world: World) -> None:
    publish(world, office(BY_HAND))
    [line] = queries.calendars(now=world.now)
    assert line.horizon.ends_at == datetime(2026, 12, 31, 16, tzinfo=UTC)  # midnight in Shanghai
    assert queries.horizons_of([line.version_id]) == {line.version_id: (line.horizon,)}
    assert queries.horizons_of([]) == {}
    assert not line.horizon.is_near(datetime(2026, 11, 1, 15, tzinfo=UTC))
    assert line.horizon.is_near(datetime(2026, 11, 1, 16, tzinfo=UTC))
    assert not line.horizon.has_ended(datetime(2026, 12, 31, 15, 59, tzinfo=UTC))
    assert line.horizon.has_ended(datetime(2026, 12, 31, 16, tzinfo=UTC))


def test_a_calendar_known_to_the_end_of_time_has_an_end_that_can_be_written(world: World) -> None:
    publish(world, office("dates: [], horizon: 9999"))
    [line] = queries.calendars(now=world.now)
    assert not line.horizon.is_near(world.now)


def test_what_was_decreed_is_published_by_one_operation_and_only_once(world: World) -> None:
    contract = publish(world, office(germany(2026)))
    edition = contracts.extend_decreed(contract_id=contract, number=1, by=SYSTEM, now=world.now)
    assert horizons(queries.terms_of(edition))["office"] > 2026
    with pytest.raises(contracts.CannotPublish) as refused:
        contracts.extend_decreed(contract_id=contract, number=1, by=SYSTEM, now=world.now)
    assert refused.value.code == "nothing_decreed"
    assert refused.value.text("en")
    with pytest.raises(NotAllowed):
        contracts.extend_decreed(contract_id=contract, number=1, by=world.engineer, now=world.now)


def command(*arguments: str) -> Result:
    # A server of one's own is named, so that none is started; Django is connected already.
    return CliRunner().invoke(cli, ["calendars", *arguments], env={"UPHELD_DATABASE_URL": "postgresql://named/named"})


def test_the_command_lists_and_extends(world: World) -> None:
    contract = publish(world, office(germany(2026)))
    publish(world, office(BY_HAND))
    listed = command()
    assert listed.exit_code == 0, listed.output
    assert [line.split()[0] for line in listed.stdout.splitlines()] == ["contract", "Office", "Office"]
    assert listed.stdout.count("can be extended to") == 1
    before = json.loads(command("--format", "json").stdout)
    german, by_hand = sorted(before, key=lambda one: one["contract_id"])
    assert (german["contract_id"], german["known_until"], german["edition"]) == (contract, 2026, 1)
    assert by_hand["can_be_extended_to"] is None
    done = command("--extend", "--format", "json")
    assert done.exit_code == 0, done.output
    extended, same = sorted(json.loads(done.stdout), key=lambda load: load["contract_id"])
    assert (extended["known_until"], extended["edition"]) == (german["can_be_extended_to"], 2)
    assert extended["can_be_extended_to"] is None
    assert same == by_hand
    assert "a new edition is published" in done.stderr
    assert json.loads(command("--extend", "--format", "json").stdout) == [extended, same]


def test_without_such_calendars_the_command_says_so(world: World) -> None:
    assert command().stdout == "no calendar has a last known year\n"


def test_the_check_of_an_installation_says_where_a_calendar_has_ended(world: World) -> None:
    publish(world, office("dates: ['2030-10-01'], horizon: 9000"))
    [far] = findings.calendars()
    assert far == findings.Finding("ok", "calendars with a last known year: 1; none ends soon")
    publish(world, office("dates: ['2026-01-01'], horizon: 2026", start=LATER))
    [near] = findings.calendars()
    assert (near.verdict, near.what) == ("warning", "the calendar office of Office support ends with 2026")
    assert "upheld calendars --extend" in near.help
