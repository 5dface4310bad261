"""Acts are dated by the database's clock under the account's lock; what a machine's clock says decides nothing."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client

from factories.world import World
from support.processes import environment
from upheld.accounts.models import Organisation
from upheld.cli import findings
from upheld.clocks.operations import advance_due
from upheld.database.timekeeping import dating, present, state
from upheld.database.timekeeping.dating import ServesPeople, recording_at
from upheld.database.timekeeping.jumps import FORWARD_MOST
from upheld.database.timekeeping.present import Present
from upheld.database.timekeeping.state import TimeHeld
from upheld.desk import acts as desk
from upheld.desk.models import Ticket
from upheld.embedded import Server
from upheld.embedded.layout import APP_ROLE, OWNER_ROLE
from upheld.ledger import operations
from upheld.ledger.models import Entry, Head
from upheld.outbox.models import Parcel

DAY = timedelta(days=1)
SERVE = """
import sys
from upheld.cli import main
from upheld.database.timekeeping.dating import recording_at
with recording_at():
    sys.exit(main([sys.argv[1]]))
"""


def database_says() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        at: datetime = cursor.fetchone()[0]
    return at


@pytest.mark.parametrize("wrong", [-400 * DAY, -timedelta(seconds=3), DAY])
def test_a_machine_with_a_wrong_clock_dates_nothing(world: World, database_time: None, wrong: timedelta) -> None:
    before = database_says()
    world.now = before + wrong
    ticket = world.file("P0")
    desk.reply(ticket_id=ticket, body="On it.", by=world.engineer, now=world.now)
    filed, replied = Entry.objects.filter(subject=f"ticket/{ticket}", type__in=("ticket.filed", "vendor.replied"))
    assert before < filed.recorded_at < replied.recorded_at < database_says()
    assert Ticket.objects.get(pk=ticket).filed_at == filed.recorded_at
    assert Head.objects.get(pk=world.acme.id).last_recorded_at >= replied.recorded_at


def test_one_machine_a_day_ahead_makes_nobody_late(world: World, database_time: None) -> None:
    before = database_says()
    other = world.file("P0")
    world.now = before + DAY
    desk.reply(ticket_id=other, body="From a machine with a wrong clock.", by=world.engineer, now=world.now)
    world.now = before
    ticket = world.file("P0")
    desk.reply(ticket_id=ticket, body="At once.", by=world.engineer, now=before)
    response = world.clock(ticket, "response")
    assert (response.outcome, response.decided_at < before + timedelta(minutes=15)) == ("met", True)


def test_what_was_due_is_settled_at_the_databases_time(world: World, database_time: None) -> None:
    before = database_says()
    with recording_at():
        ticket = world.file("P0")
    assert advance_due(now=before) > 0
    decided = Entry.objects.filter(subject=f"ticket/{ticket}", type="clock.decided").order_by("index").first()
    assert decided is not None
    assert before <= decided.recorded_at <= database_says()


def test_acts_go_on_after_the_last_where_the_databases_clock_went_back(world: World, database_time: None) -> None:
    last = database_says() + timedelta(hours=2)
    Head.objects.update_or_create(pk=world.acme.id, defaults={"last_recorded_at": last})
    at = operations.lock(organisation_id=world.acme.id, now=world.now, actor_id=0)
    assert at == last + timedelta(microseconds=1)
    assert operations.lock_free(organisation_ids=[world.acme.id], now=world.now) == {
        world.acme.id: last + timedelta(microseconds=2)
    }


@pytest.fixture
def jumped(world: World, database_time: None, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The database's clock jumped by a day since this process asked it, unnoticed. Returns the last act's date."""
    last = operations.lock(organisation_id=world.acme.id, now=world.now, actor_id=0)
    just_now = replace(state.sample(), at=state.sample().at - DAY)
    monkeypatch.setattr(present, "_present", Present(lambda: just_now, lambda: just_now.tick))
    return last


@pytest.mark.parametrize("first_act", [False, True])
@pytest.mark.usefixtures("jumped")
def test_no_act_is_dated_by_a_jump_that_nobody_has_noticed(world: World, first_act: bool) -> None:
    heads = list(Head.objects.order_by("pk").values())
    account = Organisation.objects.create(name="New", created_at=world.now).pk if first_act else world.acme.id
    with pytest.raises(TimeHeld):
        operations.lock(organisation_id=account, now=world.now, actor_id=0)
    with pytest.raises(TimeHeld):
        operations.lock_every(now=world.now)
    assert operations.lock_free(organisation_ids=[world.acme.id], now=world.now) == {}
    with pytest.raises(TimeHeld):
        operations.settle(organisation_ids=[account], until=world.now + 9 * DAY)
    assert list(Head.objects.order_by("pk").values()) == heads


def test_after_the_jump_acts_go_on(world: World, jumped: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(present, "_present", Present())
    assert operations.lock(organisation_id=world.acme.id, now=world.now, actor_id=0) > jumped
    operations.lock_every(now=world.now)


def test_what_is_dated_by_hand_is_not_compared(world: World, jumped: datetime) -> None:
    with recording_at(jumped + 9 * DAY):
        assert operations.lock(organisation_id=world.acme.id, now=world.now, actor_id=0) == jumped + 9 * DAY


def test_accounts_ahead_of_the_clock_are_named(world: World, database_time: None) -> None:
    Head.objects.update_or_create(pk=world.acme.id, defaults={"last_recorded_at": database_says() - DAY})
    assert "ahead" not in str(list(findings.clock()))
    assert Client().get("/readyz").json()["accounts_ahead"] == 0
    Head.objects.filter(pk=world.acme.id).update(last_recorded_at=database_says() + timedelta(minutes=30))
    [finding] = [one for one in findings.clock() if one.verdict == "warning"]
    assert finding.what.startswith("the last act of Acme")
    assert finding.what.endswith("ahead of the database's clock")
    ready = Client().get("/readyz")
    assert (ready.status_code, ready.json()["accounts_ahead"]) == (200, 1)
    assert "accounts_ahead" in ready.json()["degraded"]


def test_mails_about_acts_dated_ahead_of_the_clock_are_sent_now(world: World, database_time: None) -> None:
    ticket = world.file("P0")
    Parcel.objects.all().delete()
    Head.objects.filter(pk=world.acme.id).update(last_recorded_at=database_says() + timedelta(minutes=50))
    desk.reply(ticket_id=ticket, body="On it.", by=world.engineer, now=database_says())
    assert Parcel.objects.filter(template="act", next_attempt_at__lte=database_says()).exists()
    latest = database_says() + timedelta(minutes=20)  # a digest waits a few minutes for more
    assert not Parcel.objects.filter(next_attempt_at__gt=latest).exists()


@pytest.mark.django_db(transaction=True)
def test_whoever_waited_for_the_lock_is_dated_after_the_wait(world: World, database_time: None) -> None:
    asked, dated = threading.Event(), []

    def second() -> None:
        with transaction.atomic():
            asked.set()
            dated.append(operations.lock(organisation_id=world.acme.id, now=world.now, actor_id=0))
        connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        operations.lock(organisation_id=world.acme.id, now=world.now, actor_id=0)
        thread.start()
        assert asked.wait(20)
        with connection.cursor() as cursor:
            while not (cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted"), cursor.fetchone()[0])[1]:
                assert thread.is_alive()
        released = database_says()
    thread.join(20)
    assert dated[0] > released


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("every", [False, True])
def test_whoever_waited_until_the_clock_jumped_is_refused(
    world: World, database_time: None, monkeypatch: pytest.MonkeyPatch, every: bool
) -> None:
    refusals: list[type] = []
    operations.lock(organisation_id=world.acme.id, now=world.now, actor_id=0)
    soon = replace(state.sample(), at=database_says() - FORWARD_MOST + timedelta(seconds=2))

    def second() -> None:
        try:
            with transaction.atomic():
                if every:
                    operations.lock_every(now=world.now)
                else:
                    operations.lock(organisation_id=world.acme.id, now=world.now, actor_id=0)
        except TimeHeld as error:
            refusals.append(type(error))
        connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        operations.lock(organisation_id=world.acme.id, now=world.now, actor_id=0)
        monkeypatch.setattr(present, "_present", Present(lambda: soon, lambda: soon.tick, lambda _: None))
        thread.start()
        with connection.cursor() as cursor:
            while not (cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted"), cursor.fetchone()[0])[1]:
                assert thread.is_alive()
        while database_says() <= soon.at + FORWARD_MOST:
            assert thread.is_alive()
    thread.join(20)
    assert refusals == [TimeHeld]


def test_a_play_dates_its_acts_itself(world: World) -> None:
    chosen = datetime(2026, 5, 6, 7, tzinfo=UTC)
    with recording_at(chosen):
        ticket = world.file("P0")
    assert Ticket.objects.get(pk=ticket).filed_at == chosen


@pytest.fixture
def serving(database_time: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dating, "_serving", False)
    dating.serve()


@pytest.mark.usefixtures("serving")
def test_a_server_dates_no_act_itself() -> None:
    with pytest.raises(ServesPeople), recording_at(datetime(2026, 5, 6, tzinfo=UTC)):
        pass


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("command", ["web", "worker"])
def test_the_commands_that_serve_date_no_act_themselves(postgres: Server, tmp_path: Path, command: str) -> None:
    name = connection.settings_dict["NAME"]
    env = environment(
        UPHELD_DATA_DIR=str(tmp_path),
        UPHELD_DATABASE_URL=postgres.layout.url(APP_ROLE, name),
        UPHELD_MIGRATE_URL=postgres.layout.url(OWNER_ROLE, name),
        UPHELD_LISTEN="127.0.0.1:0",
    )
    done = subprocess.run(
        [sys.executable, "-c", SERVE, command], env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert "this process dates acts itself, so it cannot serve" in done.stderr


def test_what_dates_acts_itself_cannot_serve() -> None:
    with recording_at(), pytest.raises(ServesPeople):
        dating.serve()
