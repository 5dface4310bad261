"""Several watchers of one database's clock: each jump is added once, and only what really jumped."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from factories.accounts import NETWORK, PASSWORD, person
from upheld.accounts import operations, queries
from upheld.accounts.actor import SYSTEM
from upheld.database.models import SteadyClock, Timekeeping
from upheld.database.timekeeping import references, state
from upheld.database.timekeeping.jumps import STEADY, Sample, Standing, after_jump, believed
from upheld.outbox.enqueue import Mail, enqueue_mails
from upheld.outbox.models import Parcel
from upheld.worker.timekeeper import Timekeeper

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
NONE = timedelta(0)


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


class Database:
    """The real database, whose clock the test turns: real time passes as it says, and the clock is off by so much."""

    def __init__(self) -> None:
        self.second, self.off, self.order = 0.0, NONE, 0
        self._begin = state.sample().at

    def now(self) -> datetime:
        return self._begin + seconds(self.second) + self.off

    def jump(self, by: timedelta) -> None:
        self.off += by

    def turns(self, *keepers: Timekeeper, count: int = 1, every: float = 1.0) -> None:
        for _ in range(count):
            for keeper in keepers:
                keeper.look()
            self.second += every


class Machine:
    """A machine with a steady clock, which stands still while the machine is paused."""

    def __init__(self, database: Database, name: str, started: float = 0.0) -> None:
        self._database, self.name, self.paused_for = database, name, started

    def tick(self) -> float:
        return self._database.second - self.paused_for

    def ask(self) -> Sample:
        self._database.order += 1
        return Sample(self._database.now(), self.tick(), state.sample().standing, self._database.order)

    def worker(self) -> Timekeeper:
        return Timekeeper(self.ask, self.tick, self.name)


@pytest.fixture
def database(db: None) -> Database:
    return Database()


@pytest.fixture
def here(database: Database) -> Machine:
    return Machine(database, "here")


@pytest.fixture
def there(database: Database) -> Machine:
    return Machine(database, "there", started=-5_000.0)


def standing() -> Standing:
    return state.sample().standing


def plan(now: datetime, delay: timedelta = NONE) -> None:
    mail = Mail(key="k", to="a@b.example", template="act", language="en", content={}, delay=delay)
    enqueue_mails([mail], now=now)


def planned() -> datetime:
    at = Parcel.objects.get().next_attempt_at
    assert at is not None
    return at


class TestOnce:
    """However many look."""

    @pytest.mark.parametrize("size", [3 * MINUTE, -2 * HOUR, DAY])
    @pytest.mark.parametrize("apart", [False, True], ids=["one machine", "two machines"])
    def test_each_jump_is_added_once(
        self, database: Database, here: Machine, there: Machine, size: timedelta, apart: bool
    ) -> None:
        workers = [here.worker(), (there if apart else here).worker(), there.worker()]
        database.turns(*workers, count=3)
        database.jump(size)
        database.turns(*workers, count=8)
        assert standing() == Standing(size, size > 5 * MINUTE, 1, size)

    def test_workers_that_look_in_turn_see_it_once(self, database: Database, here: Machine) -> None:
        workers = [here.worker(), here.worker()]
        database.turns(*workers)
        database.jump(3 * MINUTE)
        for worker in workers * 4:
            database.turns(worker)
        assert standing() == Standing(3 * MINUTE, False, 1, 3 * MINUTE)

    def test_two_jumps_are_added_each(self, database: Database, here: Machine, there: Machine) -> None:
        workers = [here.worker(), there.worker()]
        database.turns(*workers)
        for _ in range(2):
            database.jump(3 * MINUTE)
            database.turns(*workers, count=4)
        assert standing() == Standing(6 * MINUTE, True, 2, 6 * MINUTE)

    def test_what_was_believed_is_not_added_by_one_who_was_away(
        self, database: Database, here: Machine, there: Machine
    ) -> None:
        workers = [here.worker(), there.worker()]
        database.turns(*workers)
        database.jump(3 * MINUTE)
        database.turns(workers[0], count=3)
        assert state.write(believed(standing()))
        database.turns(*workers, count=4)
        assert standing() == Standing(jumps=2, moved=3 * MINUTE)

    def test_a_slewed_clock_is_followed_by_all(self, database: Database, here: Machine, there: Machine) -> None:
        workers = [here.worker(), here.worker(), there.worker()]
        for every in (1, 5, 10, 100, 1_000, 10_000, 100_000):
            for _ in range(10):
                database.turns(*workers, every=every)
                database.jump(seconds(every * 0.0005))
        assert not Timekeeping.objects.exists()

    @pytest.mark.parametrize("step", [1.9, -1.9, 0.3, 4.0, -4.0])
    def test_a_clock_that_runs_away_is_noticed(self, database: Database, here: Machine, step: float) -> None:
        workers = [here.worker(), here.worker()]
        for _ in range(30):
            database.turns(*workers)
            database.jump(seconds(step))
        assert abs(standing().moved - seconds(30 * step)) <= seconds(2.5 + 2 * abs(step))

    def test_a_sample_from_before_anothers_decision_decides_nothing(self, database: Database, here: Machine) -> None:
        slow = Timekeeper(lambda: Sample(database.now(), here.tick()), here.tick, "here")
        database.turns(here.worker(), slow)
        database.jump(3 * MINUTE)
        database.turns(here.worker(), slow)
        quick = here.worker()
        database.turns(quick, count=2)
        database.turns(slow, count=4)
        assert standing() == Standing(3 * MINUTE, False, 1, 3 * MINUTE)


@pytest.mark.django_db(transaction=True)
def test_workers_that_decide_at_the_same_moment_add_it_once() -> None:
    database = Database()
    machine = Machine(database, "here")
    workers = [machine.worker() for _ in range(6)]
    barrier = threading.Barrier(len(workers))

    def work(worker: Timekeeper) -> None:
        try:
            for step in range(4):
                if barrier.wait(30) == 0:
                    database.second += 1
                    database.off = 3 * MINUTE if step else NONE
                barrier.wait(30)
                worker.look()
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[worker]) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert standing() == Standing(3 * MINUTE, False, 1, 3 * MINUTE)


class TestBeginning:
    """What happened while nothing ran."""

    @pytest.mark.parametrize("size", [-2 * HOUR, -2 * MINUTE, DAY])
    def test_a_jump_while_no_worker_ran_is_noticed(self, database: Database, here: Machine, size: timedelta) -> None:
        database.turns(here.worker(), count=3)
        database.jump(size)
        database.second += 3_600
        database.turns(here.worker(), count=2)
        assert standing() == Standing(size, size > 5 * MINUTE, 1, size)

    def test_it_is_decided_before_any_work(self, database: Database, here: Machine) -> None:
        database.turns(here.worker())
        database.jump(-2 * HOUR)
        pauses: list[float] = []

        def pause(length: float) -> None:
            pauses.append(length)
            database.second += length

        here.worker().settle(pause)
        assert (standing().ahead, pauses) == (-2 * HOUR, [1.0])
        here.worker().settle(pause)
        assert len(pauses) == 1

    def test_another_machine_knows_at_least_how_far_it_went_back(
        self, database: Database, here: Machine, there: Machine
    ) -> None:
        database.turns(here.worker())
        database.jump(-2 * HOUR)
        database.second += 600
        database.turns(there.worker(), here.worker(), count=3)
        assert abs(standing().moved + 2 * HOUR) < seconds(5)
        assert standing().moved == standing().ahead

    def test_a_new_machine_adds_nothing_by_itself(self, database: Database, here: Machine, there: Machine) -> None:
        database.turns(here.worker(), count=3)
        database.second += 3_600
        database.turns(there.worker(), count=3)
        assert not Timekeeping.objects.exists()

    def test_a_restored_machine_whose_steady_clock_went_back_begins_anew(
        self, database: Database, here: Machine
    ) -> None:
        database.second = 10_000.0
        database.turns(here.worker(), count=3)
        here.paused_for += 9_000
        database.turns(here.worker(), count=3)
        assert not Timekeeping.objects.exists()
        assert SteadyClock.objects.get().tick < 2_000

    def test_a_steady_clock_that_went_back_under_a_worker_is_no_jump(self, database: Database, here: Machine) -> None:
        database.second, worker = 10_000.0, here.worker()
        database.turns(worker, count=3)
        here.paused_for += 9_000
        database.turns(worker, count=3)
        assert not Timekeeping.objects.exists()

    def test_long_gone_machines_are_forgotten(self, database: Database, here: Machine, there: Machine) -> None:
        database.turns(here.worker())
        database.second += 31 * 86_400
        database.turns(there.worker())
        assert [row.name for row in SteadyClock.objects.all()] == ["there"]


class TestOneBootId:
    """Machines that were started from one snapshot of a running machine have one boot id, but two steady clocks."""

    @pytest.mark.parametrize(("later", "most"), [(100.0, 0), (5_000.0, 0), (-100.0, 1)])
    def test_they_are_kept_apart(
        self, database: Database, here: Machine, later: float, most: int, caplog: pytest.LogCaptureFixture
    ) -> None:
        database.second = 10_000.0
        twin = Machine(database, "here", started=later)
        workers = [here.worker()]
        database.turns(*workers, count=10)
        workers.append(twin.worker())
        database.turns(*workers, count=60)
        before = standing()
        assert before.jumps <= most
        database.turns(*workers, count=60)
        assert standing() == before
        assert caplog.text.count("two machines have one boot id") == 1
        database.jump(HOUR)
        database.turns(*workers, count=20)
        assert (standing().moved, standing().jumps) == (before.moved + HOUR, before.jumps + 1)

    def test_a_fellow_on_the_same_machine_is_none(
        self, database: Database, here: Machine, caplog: pytest.LogCaptureFixture
    ) -> None:
        workers = [here.worker() for _ in range(3)]
        for every in (1, 1_000, 100_000, 1):
            database.turns(*workers, count=8, every=every)
            database.jump(seconds(1.5))
        assert not caplog.text
        assert SteadyClock.objects.count() == 1

    @pytest.mark.parametrize("size", [HOUR, -HOUR])
    def test_a_fellow_that_added_a_jump_meanwhile_is_none(
        self, database: Database, here: Machine, size: timedelta, caplog: pytest.LogCaptureFixture
    ) -> None:
        samples: list[Sample] = []
        quick = here.worker()
        slow = Timekeeper(lambda: samples.pop() if samples else here.ask(), here.tick, here.name)
        database.turns(quick, slow, count=8)
        database.jump(size)
        samples.append(here.ask())
        for worker in (quick, quick, slow):
            worker.look()
        database.turns(quick, slow, count=8)
        assert standing().moved == size
        assert "two machines" not in caplog.text


class TestPaused:
    """A machine that is paused sees the database's clock run ahead, as if it had jumped."""

    def test_a_witness_undoes_what_a_paused_machine_added(
        self, database: Database, here: Machine, there: Machine, caplog: pytest.LogCaptureFixture
    ) -> None:
        paused, steady = here.worker(), there.worker()
        database.turns(paused, steady, count=8)
        for _ in range(10):
            database.turns(steady, every=60)
            here.paused_for += 60
        database.turns(paused, steady, count=12)
        assert standing() == Standing(jumps=2)
        assert "another machine stood still for 600.0 s; the database's clock did not jump" in caplog.text

    def test_it_is_added_where_nobody_else_looks(self, database: Database, here: Machine) -> None:
        database.turns(here.worker(), count=3)
        database.second += 600
        here.paused_for += 600
        database.turns(here.worker(), count=3)
        assert standing().held

    def test_a_jump_that_both_see_is_not_undone(self, database: Database, here: Machine, there: Machine) -> None:
        quick, late = here.worker(), there.worker()
        database.turns(quick, late, count=3)
        database.jump(DAY)
        database.turns(quick, count=3)
        database.turns(late, quick, count=5)
        assert standing() == Standing(DAY, True, 1, DAY)


class TestPlans:
    """What is planned goes back with the clock, and comes back with it."""

    @pytest.mark.parametrize(
        ("jumps", "moved"),
        [
            ([-2 * HOUR], -2 * HOUR),
            ([-2 * HOUR, 2 * HOUR], NONE),
            ([DAY, -DAY], NONE),
            ([3 * MINUTE, -3 * MINUTE], NONE),
            ([DAY, -DAY - 2 * HOUR], -2 * HOUR),
            ([-2 * HOUR, DAY], NONE),
        ],
    )
    def test_they_move_as_far_as_the_clock_is_back(
        self, database: Database, here: Machine, there: Machine, jumps: list[timedelta], moved: timedelta
    ) -> None:
        workers = [here.worker(), there.worker()]
        at = database.now() + 5 * MINUTE
        plan(at - HOUR, HOUR)
        database.turns(*workers)
        for size in jumps:
            database.jump(size)
            database.turns(*workers, count=4)
        assert abs(planned() - at - moved) < seconds(0.01)

    def test_what_is_enqueued_after_the_clock_came_back_stays(self, database: Database, here: Machine) -> None:
        database.turns(here.worker())
        database.jump(-2 * HOUR)
        database.turns(here.worker(), count=4)
        database.jump(2 * HOUR)
        at = database.now()
        plan(at)
        database.turns(here.worker(), count=4)
        assert standing().jumps == 2
        assert planned() == at

    def test_what_was_enqueued_before_and_committed_after_the_clock_went_back_moves_with_it(
        self, database: Database, here: Machine
    ) -> None:
        worker, at = here.worker(), database.now()
        database.turns(worker)
        database.jump(-2 * HOUR)
        database.turns(worker, count=3)
        plan(at, MINUTE)
        database.turns(worker, count=10)
        assert planned() == at + MINUTE - 2 * HOUR

    def test_an_act_that_is_dated_ahead_of_the_clock_is_told_when_it_is_due(
        self, database: Database, here: Machine
    ) -> None:
        worker, act_at = here.worker(), database.now()
        database.turns(worker)
        database.jump(-2 * HOUR)
        database.turns(worker, count=3)
        plan(act_at, MINUTE)
        due = database.now() + MINUTE
        Parcel.objects.update(next_attempt_at=due)
        database.turns(worker, count=10)
        assert planned() == due

    def test_a_believed_clock_is_where_they_stand(self, database: Database, here: Machine) -> None:
        at = database.now() + 5 * MINUTE
        plan(at - HOUR, HOUR)
        database.turns(here.worker())
        for size in (-2 * HOUR, 2 * HOUR):
            database.jump(size)
            database.turns(worker := here.worker(), count=4)
            state.write(believed(standing()))
            database.turns(worker)
        assert planned() == at - 2 * HOUR

    def test_what_expired_before_stays_expired(self, database: Database, here: Machine) -> None:
        who = person("engineer", password=PASSWORD)
        links = {
            age: operations.issue_sign_in_link(user_id=who.id, by=SYSTEM, now=database.now() - age).rpartition("/")[2]
            for age in (25 * HOUR, 23 * HOUR)
        }
        for key, ends in (("over", -MINUTE), ("open", MINUTE)):
            Session.objects.create(session_key=key, session_data="", expire_date=database.now() + ends)
        database.turns(here.worker())
        database.jump(-2 * HOUR)
        database.turns(here.worker(), here.worker(), count=4)
        with pytest.raises(operations.CannotUseLink):
            operations.sign_in_by_link(secret=links[25 * HOUR], network=NETWORK, now=database.now())
        assert queries.link_owner(secret=links[23 * HOUR], purpose="sign_in", now=database.now() + 56 * MINUTE)
        assert not queries.link_owner(secret=links[23 * HOUR], purpose="sign_in", now=database.now() + HOUR)
        still_open = Session.objects.filter(expire_date__gt=database.now())
        assert [session.session_key for session in still_open] == ["open"]


def test_processes_of_one_machine_read_the_same_clock() -> None:
    assert references.clock_name() == references.clock_name()


def test_a_process_that_was_stopped_while_it_asked_asks_again(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter([0.0, 600.0, 600.5, 600.6])
    monkeypatch.setattr(state, "tick", lambda: next(ticks))
    assert state.sample().tick == 600.5


def test_the_account_of_before_is_kept(db: None) -> None:
    assert state.write(after_jump(STEADY, HOUR))
    assert standing().moved == HOUR
