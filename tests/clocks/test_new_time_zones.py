"""A new release of the time zone database moves no deadline unseen: the real package, with the rules of a zone changed.

In the second release the clocks of Berlin go as those of Kolkata do in the installed one. The hours are so few that
they never meet: no deadline in the one place is by chance that in the other.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import connection

from factories.world import World, build
from support.commands import Serving, upheld
from support.processes import environment, eventually
from support.zones import INSTALLED, adopt, release
from upheld.clocks.differences import differences
from upheld.clocks.models import Clock, MovedDeadline, ZoneRelease
from upheld.clocks.zone_releases import adopt_release
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.desk.models import Ticket
from upheld.embedded import Server
from upheld.embedded.layout import APP_ROLE, OWNER_ROLE, SUPERUSER
from upheld.ledger import leaf
from upheld.ledger.models import Entry, Head

pytestmark = pytest.mark.django_db(transaction=True)

OTHER = "2099.1"
TERMS = """
upheld: 1
name: Two offices
version: 1
timezone: UTC
effective: {from: 2026-01-01}
calendars:
  always: 24x7
  berlin: {timezone: Europe/Berlin, week: {mon-sun: ["09:00-10:00"]}}
  tokyo: {timezone: Asia/Tokyo, week: {mon-sun: ["09:00-10:00"]}}
severities:
  - id: P1
    objectives:
      response: {within: 210m, calendar: berlin}
      resolution: {within: 570m, calendar: berlin}
  - id: P2
    objectives:
      response: {within: 210m, calendar: tokyo}
      resolution: {within: 570m, calendar: tokyo}
reopening: {within: 10d, calendar: always}
"""
RESPONSE, RESOLUTION = timedelta(minutes=210), timedelta(minutes=570)


@pytest.fixture
def world() -> Iterator[World]:
    """The world with offices in Berlin and Tokyo, really committed, an hour ago."""
    row_security.enter(None)
    contract_queries.forget()
    world = build(source=TERMS)
    world.now = datetime.now(UTC) - timedelta(hours=1)
    yield world
    contract_queries.forget()
    _forget_releases()
    ZoneRelease.objects.create(version=INSTALLED, adopted_at=world.now)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The second release."""
    return release(tmp_path / "zones", name=OTHER, Europe__Berlin="Asia/Kolkata")


class Installation:
    """The commands of the product on the database of these tests, by either release."""

    def __init__(self, server: Server, folder: Path, other: Path) -> None:
        name = connection.settings_dict["NAME"]
        self.other = other
        self.settings = {
            "UPHELD_DATA_DIR": str(folder),
            "UPHELD_DATABASE_URL": server.layout.url(APP_ROLE, name),
            "UPHELD_MIGRATE_URL": server.layout.url(OWNER_ROLE, name),
            "UPHELD_LISTEN": "127.0.0.1:0",
        }

    def by_other(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command where the second release is installed."""
        found = environment(**self.settings)
        found["PYTHONPATH"] = f"{self.other}{os.pathsep}{found['PYTHONPATH']}"
        command = [sys.executable, "-m", "upheld", *arguments]
        return subprocess.run(
            command, env=found, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False
        )

    def by_installed(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command where the release is that of these tests."""
        return upheld(*arguments, **{name[7:].lower(): value for name, value in self.settings.items()})


@pytest.fixture
def installation(postgres: Server, tmp_path: Path, other: Path) -> Installation:
    return Installation(postgres, tmp_path / "data", other)


def due(filed: datetime, zone: str, allowance: timedelta) -> datetime:
    """The deadline by hand: the hours from nine to ten in a zone, one after the other."""
    place, left = ZoneInfo(zone), allowance
    day = filed.astimezone(place).date()
    while True:
        opens, closes = (datetime.combine(day, time(hour), place).astimezone(UTC) for hour in (9, 10))
        start = max(filed, opens)
        if closes > start and left <= closes - start:
            return start + left
        left -= max(closes - start, timedelta(0))
        day += timedelta(days=1)


def filed_at(ticket: int) -> datetime:
    return Ticket.objects.get(pk=ticket).filed_at


def expected(ticket: int, *objectives: str) -> list[tuple[Any, ...]]:
    """What the list must say of a ticket in Berlin."""
    allowances = {"response": RESPONSE, "resolution": RESOLUTION}
    at = filed_at(ticket)
    return [
        (
            ticket,
            objective,
            1,
            due(at, "Europe/Berlin", allowances[objective]),
            due(at, "Asia/Kolkata", allowances[objective]),
        )
        for objective in sorted(objectives)
    ]


def listed() -> list[tuple[Any, ...]]:
    rows = MovedDeadline.objects.filter(tzdata_before=INSTALLED, tzdata=OTHER).order_by("pk")
    return list(rows.values_list("ticket_id", "objective", "cycle", "due_before", "due_at"))


def told() -> list[tuple[Any, ...]]:
    """The same as the ledger has it."""
    entries = [
        leaf.decode(one)
        for one in Entry.objects.filter(type="clock.moved").order_by("pk").values_list("leaf", flat=True)
    ]
    found = [(int(str(entry["subject"]).partition("/")[2]), entry["data"]) for entry in entries]
    assert all((data["tzdata_before"], data["tzdata"]) == (INSTALLED, OTHER) for _, data in found)
    instants = ("due_before", "due_at")
    return [
        (ticket, data["objective"], data["cycle"], *(datetime.fromisoformat(data[instant]) for instant in instants))
        for ticket, data in found
    ]


def kept(*tickets: int) -> list[Any]:
    """All that is stored of these tickets' clocks, and all entries but those of moved deadlines."""
    return [
        list(Clock.objects.filter(ticket_id__in=tickets).order_by("pk").values()),
        list(Ticket.objects.order_by("pk").values()),
        [
            (one, bytes(data))
            for one, data in Entry.objects.exclude(type="clock.moved").order_by("pk").values_list("pk", "leaf")
        ],
    ]


def logs_are_whole() -> None:
    for head in Head.objects.all():
        found = Entry.objects.filter(organisation_id=head.pk).order_by("index").values_list("index", flat=True)
        assert list(found) == list(range(head.next_index))


def withdrawn(world: World) -> int:
    ticket = world.file("P1")
    desk.withdraw_ticket(ticket_id=ticket, by=world.acme.requester, now=world.wait(seconds=1))
    return ticket


def answered(world: World) -> int:
    """A ticket whose response is decided."""
    ticket = world.file("P1", customer=world.rival)
    desk.reply(ticket_id=ticket, body="Looking.", by=world.engineer, now=world.wait(seconds=1))
    assert world.clock(ticket, "response").outcome == "met"
    return ticket


def test_migrating_lists_exactly_the_open_deadlines_that_move(world: World, installation: Installation) -> None:
    both, one, none, over = world.file("P1"), answered(world), world.file("P2"), withdrawn(world)
    moved = [*expected(both, "response", "resolution"), *expected(one, "resolution")]
    before = kept(none, over)
    assert installation.by_installed("migrate", "--quiet").stdout == ""
    done = installation.by_other("migrate", "--quiet")
    assert done.returncode == 0, done.stderr
    heading, *lines = done.stdout.splitlines()
    assert heading == f"time zones: tzdata {INSTALLED} → tzdata {OTHER}; these open deadlines move:"
    assert lines == [f"  ticket {ticket} {name}: {_utc(old)} → {_utc(new)}" for ticket, name, _, old, new in moved]
    assert listed() == told() == moved
    assert kept(none, over) == before
    assert [world.clock(ticket, name).due_at for ticket, name, *_ in moved] == [row[4] for row in moved]
    logs_are_whole()


def test_migrating_again_lists_nothing_and_the_clocks_are_as_the_ledger_says(
    world: World, installation: Installation
) -> None:
    world.file("P1"), answered(world)
    installation.by_other("migrate", "--quiet")
    first = listed(), told()
    again = installation.by_other("migrate", "--quiet")
    assert (again.returncode, again.stdout) == (0, "")
    assert (listed(), told()) == first
    checked = installation.by_other("clocks", "rebuild", "--check")
    assert (checked.returncode, checked.stdout) == (0, "no difference found\n")


def test_going_back_is_a_change_like_any_other(world: World, installation: Installation) -> None:
    ticket = world.file("P1")
    installation.by_other("migrate", "--quiet")
    done = installation.by_installed("migrate", "--quiet")
    assert f"time zones: tzdata {OTHER} → tzdata {INSTALLED}" in done.stdout
    back = MovedDeadline.objects.get(ticket_id=ticket, objective="response", tzdata=INSTALLED)
    assert (back.due_before, back.due_at) == expected(ticket, "response")[0][:2:-1]
    assert list(differences()) == []


@pytest.mark.parametrize("command", ["web", "worker"])
def test_nothing_runs_on_clocks_of_another_release(world: World, installation: Installation, command: str) -> None:
    world.file("P1")
    before = kept(*Ticket.objects.values_list("pk", flat=True))
    done = installation.by_other(command)
    assert done.returncode == 1
    assert f"tzdata {OTHER} is installed; run upheld migrate" in done.stderr
    assert "Traceback" not in done.stderr
    assert kept(*Ticket.objects.values_list("pk", flat=True)) == before


def test_check_tells_it_and_what_helps(world: World, installation: Installation) -> None:
    def finding(done: subprocess.CompletedProcess[str]) -> tuple[str, str]:
        found = [load for load in json.loads(done.stdout) if "tz" in load["what"]]
        return found[0]["verdict"], found[0]["help"]

    behind = installation.by_other("check", "--format", "json")
    assert (behind.returncode, *finding(behind)) == (
        1,
        "failure",
        "Run upheld migrate: it lists the open deadlines that move.",
    )
    installation.by_other("migrate", "--quiet")
    assert finding(installation.by_other("check", "--format", "json")) == ("ok", "")


def test_the_list_is_kept_newest_first(world: World, installation: Installation) -> None:
    ticket = world.file("P1")
    assert installation.by_installed("clocks", "moved").stdout == "no deadline was ever moved\n"
    installation.by_other("migrate", "--quiet")
    lines = installation.by_installed("clocks", "moved").stdout.splitlines()
    rows = json.loads(installation.by_installed("clocks", "moved", "--format", "json").stdout)
    assert [row["objective"] for row in rows] == ["response", "resolution"]
    assert [line.split("  ")[1].split(":")[0] for line in lines] == [
        f"ticket {ticket} {row['objective']}" for row in rows
    ]
    [(*_, old, new)] = expected(ticket, "response")
    assert (rows[0]["due_before"], rows[0]["due_at"]) == (_utc(old), _utc(new))


def test_a_long_list_is_cut_on_the_screen_and_kept_whole(world: World, installation: Installation) -> None:
    for _ in range(26):
        world.file("P1")
    lines = installation.by_other("migrate", "--quiet").stdout.splitlines()
    assert (len(lines), lines[-1]) == (52, "  and 2 more: upheld clocks moved")
    assert len(listed()) == len(told()) == 52


def test_an_installation_from_before_is_compared_all_the_same(world: World, installation: Installation) -> None:
    ticket = world.file("P1")
    _forget_releases()
    done = installation.by_other("migrate", "--quiet")
    assert f"tzdata of an unknown release → tzdata {OTHER}; these open deadlines move:" in done.stdout
    assert MovedDeadline.objects.filter(ticket_id=ticket, tzdata_before="", tzdata=OTHER).count() == 2
    _forget_releases()
    assert installation.by_other("migrate", "--quiet").stdout == ""
    assert ZoneRelease.objects.get().version == OTHER


def test_it_may_be_killed_at_any_statement_and_begun_again(world: World, other: Path) -> None:
    tickets = [world.file("P1", customer=owner) for owner in (world.acme, world.rival, world.acme)]
    moved = [row for ticket in tickets for row in expected(ticket, "response", "resolution")]
    kills, done = 0, adopt(other, world.now + timedelta(minutes=1), killed_at=1)
    while done is None:
        kills += 1
        assert ZoneRelease.objects.latest("pk").version == INSTALLED
        done = adopt(other, world.now + timedelta(minutes=1), killed_at=2 + 4 * kills)
    assert kills > 3
    assert listed() == told() == moved
    logs_are_whole()
    assert ZoneRelease.objects.latest("pk").version == OTHER
    assert adopt(other, world.now + timedelta(minutes=1)) == {"moves": [], "statements": 1}


def test_a_batch_takes_as_many_statements_for_many_as_for_one(world: World, tmp_path: Path, other: Path) -> None:
    for _ in range(2):
        world.file("P1")
    few = adopt(other, world.now + timedelta(minutes=1))
    for _ in range(10):
        world.file("P1")
    # Those filed meanwhile stand by the installed release already; so the third release moves all twelve.
    third = release(tmp_path / "third", name="2099.2", Europe__Berlin="America/New_York")
    many = adopt(third, world.now + timedelta(minutes=1))
    assert few
    assert many
    assert (len(few["moves"]), len(many["moves"])) == (4, 24)
    assert many["statements"] == few["statements"]


def test_where_nothing_moves_nothing_is_written(world: World, tmp_path: Path) -> None:
    tickets = [world.file("P1"), world.file("P2")]
    before = kept(*tickets)
    same = release(tmp_path / "same", name="2099.3", Africa__Abidjan="Asia/Kolkata")
    done = adopt(same, world.now + timedelta(minutes=1))
    assert done
    assert done["moves"] == []
    assert kept(*tickets) == before
    assert ZoneRelease.objects.latest("pk").version == "2099.3"


def test_a_deadline_that_moves_into_the_past_is_missed_and_one_that_moves_out_of_it_is_open(
    world: World, other: Path
) -> None:
    """By hand: Berlin opens 08:00–09:00Z, Kolkata 03:30–04:30Z; 210 minutes are three such hours and a half."""
    world.now = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
    early = world.file("P1")
    world.now = datetime(2026, 11, 5, 6, 0, tzinfo=UTC)
    assert (adopt(other, world.now + timedelta(minutes=1)) or {})["moves"] == [early, early]
    response = world.clock(early, "response")
    assert MovedDeadline.objects.get(ticket_id=early, objective="response").due_before == _at("2026-11-05T08:30Z")
    assert (response.outcome, response.due_at, response.decided_at) == ("missed", *[_at("2026-11-05T04:00Z")] * 2)
    assert [entry.type for entry in Entry.objects.order_by("pk") if entry.subject == f"ticket/{early}"][-3:] == [
        "clock.moved",
        "clock.moved",
        "clock.decided",
    ]


def test_a_miss_that_is_none_any_more_is_told(world: World, other: Path) -> None:
    """By hand: filed within the last hour of the day in Berlin, after the last in Kolkata."""
    world.now = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
    late = world.file("P1")
    world.wait(days=3, hours=1)
    assert world.clock(late, "response").outcome == "missed"
    assert (adopt(other, world.now + timedelta(minutes=1)) or {})["moves"] == [late, late]
    response = world.clock(late, "response")
    assert (response.outcome, response.due_at) == ("", _at("2026-11-06T04:00Z"))
    row = MovedDeadline.objects.get(ticket_id=late, objective="response")
    assert (row.due_before, row.due_at) == (_at("2026-11-05T08:30Z"), _at("2026-11-06T04:00Z"))


def test_a_worker_ends_where_another_release_is_adopted_meanwhile(
    world: World, installation: Installation, tmp_path: Path
) -> None:
    settings = {name[7:].lower(): value for name, value in installation.settings.items()}
    serving = Serving("worker", log=tmp_path / "log", **settings)
    try:
        eventually(lambda: "at work" in serving.log.read_text(), "it works")
        installation.by_other("migrate", "--quiet")
        assert serving.process.wait(60) == 0
    finally:
        serving.end()
    assert f"the clocks stand by tzdata {OTHER} now" in serving.log.read_text()


def test_an_unknown_release_is_compared_each_time(world: World) -> None:
    world.file("P1")
    for _ in range(2):
        assert list(adopt_release(release="", now=world.now)) == []
    assert ZoneRelease.objects.filter(version="").count() == 1


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _utc(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _forget_releases() -> None:
    place = connection.settings_dict
    with psycopg.connect(host=place["HOST"], user=SUPERUSER, dbname=place["NAME"], autocommit=True) as admin:
        admin.execute("DELETE FROM clocks_zonerelease")
