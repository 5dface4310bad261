"""Whoever saw a jump of the database's clock tells all processes; whoever began after it has no say about it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction

from upheld.database.models import SteadyClock, Timekeeping
from upheld.database.timekeeping import account, references, state
from upheld.database.timekeeping.jumps import STEADY, Sample, Standing, after_jump, believed
from upheld.database.timekeeping.present import Present
from upheld.worker.timekeeper import STORE_EVERY, Timekeeper
from worker.test_timekeeper import DAY, HOUR, MINUTE, Database, Machine, seconds, standing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def here(database: Database) -> Machine:
    return Machine(database, "here")


@pytest.fixture
def there(database: Database) -> Machine:
    return Machine(database, "there", started=-5_000.0)


def web(machine: Machine) -> Present:
    """A web process whose machine has no worker; it has looked once."""
    process = Present(machine.ask, machine.tick, recall=lambda _: None)
    process.read()
    return process


class TestWeb:
    """A web process is the only one that was there before the jump."""

    @pytest.mark.parametrize("begins", ["before it is told", "after it is told"])
    def test_a_worker_that_began_after_the_jump_does_not_end_it(
        self, database: Database, here: Machine, there: Machine, begins: str
    ) -> None:
        process, begin = web(here), database.now()
        database.jump(2 * HOUR)
        database.second += 2
        worker = there.worker()
        if begins == "before it is told":
            database.turns(worker, count=2)
        for _ in range(30):
            assert process.held
            assert process.now() - begin == seconds(database.second)
            database.turns(worker)
        assert standing() == Standing(2 * HOUR, True, 1, 2 * HOUR)
        assert web(there).now() - begin == seconds(database.second)

    def test_two_workers_that_began_after_the_jump_do_not_end_it(
        self, database: Database, here: Machine, there: Machine
    ) -> None:
        process = web(here)
        database.jump(DAY)
        workers = [there.worker(), Machine(database, "third", started=50.0).worker()]
        database.turns(*workers, count=8)
        assert process.held
        assert process.held
        database.turns(*workers, count=20)
        assert standing() == Standing(DAY, True, 1, DAY)

    @pytest.mark.parametrize("other", [-3 * MINUTE, 3 * MINUTE])
    def test_another_jump_that_somebody_else_adds_does_not_hide_it(
        self, database: Database, here: Machine, there: Machine, other: timedelta
    ) -> None:
        process = web(here)
        database.jump(2 * HOUR)
        worker = there.worker()
        database.turns(worker)
        database.jump(other)
        database.turns(worker, count=3)
        assert standing().moved == other
        database.second += 2
        assert process.held
        database.turns(worker, count=10)
        assert (process.held, process.held) == (True, True)
        assert (standing().held, standing().moved) == (True, 2 * HOUR + other)

    @pytest.mark.parametrize("every", [1, 100])
    def test_it_is_believed_after_ten_minutes_without_a_worker(
        self, database: Database, here: Machine, every: int
    ) -> None:
        process, begin = web(here), database.now()
        database.jump(DAY)
        database.second = 2
        assert (process.held, process.held) == (True, True)
        for database.second in range(2, 602, every):
            assert (process.now() - begin, process.held) == (seconds(database.second), True)
        database.second = 603
        process.read()
        assert (process.read() - begin, process.held) == (DAY + seconds(603), False)
        assert standing() == Standing(jumps=2, moved=DAY)

    def test_another_jump_begins_the_ten_minutes_anew(self, database: Database, here: Machine) -> None:
        process = web(here)
        for database.second, size in ((2, DAY), (500, HOUR)):
            database.jump(size)
            assert [process.held for _ in range(3)] == [True] * 3
        database.second = 1_000
        assert process.held
        database.second = 1_103
        process.read()
        process.read()
        assert not process.held

    def test_it_is_not_added_within_an_act_that_may_fail(self, database: Database, here: Machine) -> None:
        process = web(here)
        database.jump(DAY)
        database.second += 2
        with transaction.atomic():
            assert [process.held for _ in range(5)] == [True] * 5
            assert not Timekeeping.objects.exists()
        assert [process.held for _ in range(3)] == [True] * 3
        assert standing() == Standing(DAY, True, 1, DAY)

    def test_plans_that_went_back_are_left_to_a_worker_first(self, database: Database, here: Machine) -> None:
        process = web(here)
        assert state.write(after_jump(STEADY, -HOUR))
        process.read()
        database.jump(DAY)
        database.second += 2
        assert [process.held for _ in range(4)] == [True] * 4
        assert standing().moved == -HOUR
        database.second += 10
        assert [process.held for _ in range(3)] == [True] * 3
        assert standing() == Standing(DAY - HOUR, True, 2, DAY - HOUR)

    def test_it_ends_with_what_an_operator_believes(self, database: Database, here: Machine) -> None:
        process = web(here)
        database.jump(DAY)
        assert state.write(believed(standing()))
        database.second += 2
        assert not process.held

    def test_a_database_that_refuses_changes_nothing_but_the_log(
        self, database: Database, here: Machine, caplog: pytest.LogCaptureFixture
    ) -> None:
        process = web(here)
        database.jump(DAY)
        database.second += 2
        with connection.cursor() as cursor:
            cursor.execute("SET default_transaction_read_only = on")
        try:
            assert [process.held for _ in range(3)] == [True] * 3
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SET default_transaction_read_only = off")
        assert "the account of the clock's jumps could not be changed" in caplog.text


class TestWitness:
    """A clock that was compared before the jump and saw none is right."""

    def test_it_takes_back_what_a_paused_web_machine_added(
        self, database: Database, here: Machine, there: Machine
    ) -> None:
        witness = there.worker()
        database.turns(witness)
        process = web(here)
        other = web(there)
        here.paused_for += 600
        database.turns(witness, count=10, every=60)
        database.second += 2
        assert (process.held, process.held) == (True, True)
        database.turns(witness, count=3)
        assert standing() == Standing(jumps=2)
        assert (process.held, other.held) == (False, False)
        assert abs(process.now() - database.now()) < seconds(2)
        assert abs(other.now() - database.now()) < seconds(2)

    def test_it_takes_back_a_jump_backward_that_only_another_clock_shows(
        self, database: Database, there: Machine, caplog: pytest.LogCaptureFixture
    ) -> None:
        witness = there.worker()
        database.turns(witness, count=8)
        assert state.write(after_jump(STEADY, -HOUR))
        references.remember("elsewhere", Sample(database.now(), 1.0, standing(), database.order))
        database.turns(witness, count=3)
        assert standing() == Standing(jumps=2)
        assert [row.name for row in SteadyClock.objects.all()] == ["there"]
        assert "another machine was ahead by 3600.0 s" in caplog.text

    def test_one_that_began_during_the_pause_has_no_say(
        self, database: Database, here: Machine, there: Machine
    ) -> None:
        process, witness = web(here), there.worker()
        here.paused_for += 600
        database.turns(witness, count=10, every=60)
        database.second += 2
        assert (process.held, process.held) == (True, True)
        database.turns(witness, count=10)
        assert standing().held

    @pytest.mark.parametrize("size", [2 * HOUR, -2 * HOUR, 3 * MINUTE])
    def test_a_worker_that_began_between_the_jump_and_its_account_does_not_take_it_back(
        self, database: Database, here: Machine, there: Machine, size: timedelta
    ) -> None:
        old, new = here.worker(), there.worker()
        database.turns(old, count=3)
        database.jump(size)
        database.turns(old)
        new.look()
        database.turns(old, new, count=10)
        assert standing() == Standing(size, size > 5 * MINUTE, 1, size)

    def test_a_restored_machine_has_no_say_about_what_was_before(
        self, database: Database, here: Machine, there: Machine
    ) -> None:
        old, restored = here.worker(), there.worker()
        database.turns(old, restored, count=8)
        database.jump(2 * HOUR)
        there.paused_for += 1_000
        restored.look()
        database.turns(old, restored, count=10)
        assert standing() == Standing(2 * HOUR, True, 1, 2 * HOUR)

    def test_a_reference_by_an_older_account_is_not_stored(self, database: Database, there: Machine) -> None:
        late = there.ask()
        before = Sample(late.at - DAY, late.tick, order=late.order - 1)
        assert account.add(before, late, DAY, "here")
        references.remember("there", late)
        assert not SteadyClock.objects.exists()


def test_readings_have_an_order_that_no_clock_decides() -> None:
    first = state.sample()
    with transaction.atomic():
        assert state.write(after_jump(STEADY, HOUR))
    assert state.sample().order > first.order
    Timekeeper().look()
    stored = SteadyClock.objects.get()
    assert stored.first_order == stored.last_order > first.order


def test_a_machine_keeps_its_say_in_another_database_cluster(database: Database, here: Machine) -> None:
    """Transactions are numbered anew there, and its row came along with the numbers of the old one."""
    worker = here.worker()
    database.turns(worker)
    SteadyClock.objects.update(first_order=10**15, last_order=10**15)
    database.turns(worker, count=2 * int(STORE_EVERY))
    row = SteadyClock.objects.get()
    assert row.first_order < row.last_order < 10**15
