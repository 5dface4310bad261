"""Jumps of the database's clock: what is one, what all processes know of it, and what waits meanwhile."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from factories.accounts import browser
from factories.world import World
from upheld.accounts.models import User
from upheld.cli import cli, findings
from upheld.database.models import Timekeeping
from upheld.database.timekeeping import present, references, state
from upheld.database.timekeeping.jumps import STEADY, Sample, Standing, Watch, after_jump, followed, unexplained
from upheld.database.timekeeping.present import Present
from upheld.database.timekeeping.state import TimeHeld
from upheld.ledger import operations as ledger
from upheld.outbox.claims import claim_due, release
from upheld.outbox.enqueue import enqueue_mail
from upheld.outbox.models import Parcel
from upheld.worker.job_runner import JobRunner
from upheld.worker.jobs import Job, clock_jobs, mail_jobs, report_jobs, time_jobs
from upheld.worker.timekeeper import Timekeeper

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def sample(second: float, jumped: timedelta = timedelta(0), standing: Standing = STEADY) -> Sample:
    """What the clock says so many seconds after noon, after a jump."""
    return Sample(NOON + seconds(second) + jumped, second, standing)


class TestWatch:
    """What counts as a jump."""

    def seen(self, *jumped: float) -> list[float | None]:
        reference = sample(0)
        watch, sizes = Watch.begin(reference), []
        for second, size in enumerate(jumped, 1):
            later = sample(second, seconds(size))
            deviation = unexplained(reference, later)
            watch, is_jump = watch.look(later, deviation)
            sizes.append(deviation.total_seconds() if is_jump else None)
            if is_jump or watch.suspect is None:
                reference = later if is_jump else followed(reference, later)
        return sizes

    def test_a_jump_is_seen_the_second_time(self) -> None:
        assert self.seen(0, 3600, 3600, 3600) == [None, None, 3600, None]
        assert self.seen(-7200, -7200) == [None, -7200]

    def test_one_odd_answer_is_none(self) -> None:
        assert self.seen(5, 0, 5, 0, 0) == [None] * 5

    def test_two_odd_answers_that_disagree_are_none_yet(self) -> None:
        assert self.seen(10, -10, 3600, 3600) == [None, None, None, 3600]

    @pytest.mark.parametrize("ppm", [-1000, -500, 500, 1000])
    def test_a_clock_that_is_slewed_is_followed(self, ppm: int) -> None:
        assert self.seen(*(ppm / 1e6 * count for count in range(1, 3_000))) == [None] * 2_999

    @pytest.mark.parametrize("step", [-1.9, -0.01, 0.01, 0.5])
    def test_a_clock_that_runs_away_adds_up(self, step: float) -> None:
        added = sum(size or 0 for size in self.seen(*(step * count for count in range(1, 1000))))
        assert abs(added / (step * 999)) > 0.7

    def test_two_seconds_are_no_jump(self) -> None:
        assert self.seen(2, 2) == [None, None]
        assert self.seen(2.1, 2.1) == [None, 2.1]

    def test_it_is_stable_ten_minutes_after_the_last_jump(self) -> None:
        watch = Watch.begin(sample(0))
        for second in (100, 101):
            watch, _ = watch.look(sample(second, HOUR), HOUR)
        assert [watch.is_stable(second) for second in (600, 700, 701)] == [False, False, True]


@pytest.mark.parametrize(
    ("jumps", "ahead", "held"),
    [
        ([MINUTE], MINUTE, False),
        ([5 * MINUTE], 5 * MINUTE, False),
        ([6 * MINUTE], 6 * MINUTE, True),
        ([3 * MINUTE, 3 * MINUTE], 6 * MINUTE, True),
        ([DAY, -DAY + seconds(1)], timedelta(0), False),
        ([-2 * HOUR], -2 * HOUR, False),
    ],
)
def test_more_than_five_minutes_forward_hold_acts_back(jumps: list[timedelta], ahead: timedelta, held: bool) -> None:
    standing = STEADY
    for size in jumps:
        standing = after_jump(standing, size)
    assert (standing.ahead, standing.held, standing.jumps) == (ahead, held, len(jumps))
    assert standing.moved == sum(jumps, timedelta(0))


class Clocks:
    """A steady clock to turn, and the real database's time, put off by so much where it is read."""

    def __init__(self) -> None:
        self.second, self.off = 0.0, timedelta(0)
        self.asked = 0
        self._begin = state.sample().at

    def tick(self) -> float:
        return self.second

    def ask(self) -> Sample:
        self.asked += 1
        return Sample(self._begin + seconds(self.second) + self.off, self.second, state.sample().standing)


class TestPresent:
    """What a process takes for now."""

    @pytest.fixture
    def clocks(self, db: None) -> Clocks:
        return Clocks()

    def test_the_database_is_asked_once_a_second(self, clocks: Clocks) -> None:
        here = Present(clocks.ask, clocks.tick)
        begin = here.now()
        for clocks.second in (0.25, 0.5, 0.99):
            assert here.now() - begin == seconds(clocks.second)
        assert clocks.asked == 1
        clocks.second = 1.0
        assert here.now() - begin == seconds(1)
        assert clocks.asked == 2

    @pytest.mark.parametrize("step", [1.8, 4 * 60])
    def test_a_clock_that_runs_away_is_doubted(self, clocks: Clocks, step: float) -> None:
        here = Present(clocks.ask, clocks.tick)
        begin = here.now()
        while clocks.off <= 6 * MINUTE:
            clocks.second, clocks.off = clocks.second + 1, clocks.off + seconds(step)
            here.read()
        assert here.held
        assert here.now() - begin <= seconds(clocks.second) + 5 * MINUTE + seconds(5)

    def test_a_clock_that_is_slewed_for_days_is_not_doubted(self, clocks: Clocks) -> None:
        here = Present(clocks.ask, clocks.tick)
        for every in (1_000, 10_000, 1_000_000):
            clocks.second += every
            clocks.off += seconds(every * 0.0005)
            assert here.read() == clocks.ask().at
            assert not here.held

    def test_a_small_jump_is_followed(self, clocks: Clocks) -> None:
        here = Present(clocks.ask, clocks.tick)
        begin = here.now()
        clocks.second, clocks.off = 2, 4 * MINUTE
        assert (here.now() - begin, here.held) == (4 * MINUTE + seconds(2), False)
        clocks.second, clocks.off = 4, -HOUR
        assert (here.now() - begin, here.held) == (-HOUR + seconds(4), False)

    def test_a_big_jump_forward_is_doubted_until_the_worker_has_judged(self, clocks: Clocks) -> None:
        here = Present(clocks.ask, clocks.tick)
        begin = here.now()
        clocks.second, clocks.off = 2, DAY
        assert (here.now() - begin, here.held) == (seconds(2), True)
        state.write(after_jump(STEADY, DAY))
        clocks.second = 3
        assert (here.now() - begin, here.held) == (seconds(3), True)
        state.write(Standing(jumps=2, moved=DAY))
        clocks.second = 30
        assert (here.now() - begin, here.held) == (DAY + seconds(30), False)

    def test_a_clock_that_is_right_again_is_believed_at_once(self, clocks: Clocks) -> None:
        here = Present(clocks.ask, clocks.tick)
        begin = here.now()
        clocks.second, clocks.off = 2, DAY
        assert here.held
        clocks.second, clocks.off = 3, timedelta(0)
        assert (here.now() - begin, here.held) == (seconds(3), False)

    def test_a_clock_that_went_back_and_returns_did_not_jump_forward(self, clocks: Clocks) -> None:
        here = Present(clocks.ask, clocks.tick)
        begin, latest = here.now(), here.latest_date()
        for clocks.second, clocks.off in ((2, -DAY), (4, -DAY)):
            assert (here.now() - begin, here.held) == (clocks.off + seconds(clocks.second), False)
            assert abs(here.latest_date() - latest - seconds(clocks.second)) < seconds(0.01)
        clocks.second, clocks.off = 6, timedelta(0)
        assert (here.now() - begin, here.held) == (seconds(6), False)

    def test_a_first_sample_is_compared_with_what_the_machine_showed_before(self, clocks: Clocks) -> None:
        first = state.sample()
        references.remember(references.clock_name(), Sample(first.at - DAY, first.tick))
        here = Present()
        assert here.held
        assert abs(here.now() - (first.at - DAY)) < seconds(30)
        assert (here.standing.held, here.standing.jumps) == (True, 0)

    def test_who_comes_while_another_asks_does_not_wait(self, clocks: Clocks) -> None:
        answer, asking = threading.Event(), threading.Event()
        slow = False

        def ask() -> Sample:
            if slow:
                asking.set()
                assert answer.wait(20)
            return Sample(NOON + seconds(clocks.second), clocks.second)

        here = Present(ask, clocks.tick)
        begin, slow, clocks.second = here.now(), True, 5.0
        other = threading.Thread(target=here.now)
        other.start()
        assert asking.wait(20)
        assert here.now() - begin == seconds(5)
        answer.set()
        other.join(20)


class TestTimekeeper:
    """What the worker makes of it."""

    @pytest.fixture
    def clocks(self, db: None) -> Clocks:
        return Clocks()

    @pytest.fixture
    def keeper(self, clocks: Clocks) -> Timekeeper:
        made = Timekeeper(clocks.ask, clocks.tick, "here")
        self.turns(made, clocks, 3)
        return made

    def turns(self, keeper: Timekeeper, clocks: Clocks, count: int, every: float = 1.0) -> None:
        for _ in range(count):
            keeper.turn(clocks.ask().at)
            clocks.second += every

    def standing(self) -> Standing:
        return state.sample().standing

    def test_a_steady_clock_leaves_no_trace(self, keeper: Timekeeper) -> None:
        assert not Timekeeping.objects.exists()

    def test_a_jump_forward_holds_acts_back_for_ten_minutes(
        self, keeper: Timekeeper, clocks: Clocks, caplog: pytest.LogCaptureFixture
    ) -> None:
        clocks.off = DAY
        self.turns(keeper, clocks, 1)
        assert not self.standing().held
        self.turns(keeper, clocks, 1)
        assert self.standing() == Standing(DAY, True, 1, DAY)
        assert "jumped by +86400.0 s; acts wait" in caplog.text
        self.turns(keeper, clocks, 59, every=10)
        assert self.standing().held
        self.turns(keeper, clocks, 4, every=10)
        assert self.standing() == Standing(jumps=2, moved=DAY)

    def test_a_jump_that_is_taken_back_lets_acts_go_on_at_once(self, keeper: Timekeeper, clocks: Clocks) -> None:
        clocks.off = DAY
        self.turns(keeper, clocks, 2)
        clocks.off = timedelta(0)
        self.turns(keeper, clocks, 2)
        assert self.standing() == Standing(jumps=2)

    def test_a_clock_two_hours_back_is_told_and_what_was_planned_is_sent_all_the_same(
        self, keeper: Timekeeper, clocks: Clocks
    ) -> None:
        before = clocks.ask().at
        enqueue_mail(key="k", to="a@b.example", template="act", language="en", content={}, now=before)
        [parcel] = claim_due(kind="mail", now=before, limit=1)
        release([parcel], now=before + 5 * MINUTE)
        clocks.off = -2 * HOUR
        self.turns(keeper, clocks, 2)
        assert self.standing() == Standing(-2 * HOUR, False, 1, -2 * HOUR)
        assert abs(Parcel.objects.get().next_attempt_at - (before + 5 * MINUTE - 2 * HOUR)) < seconds(1)

    def test_an_answer_that_came_late_says_nothing(self, clocks: Clocks) -> None:
        late = 0.0
        keeper = Timekeeper(clocks.ask, lambda: clocks.second + late, "here")
        self.turns(keeper, clocks, 1)
        late, clocks.off = 1.5, DAY
        self.turns(keeper, clocks, 5)
        assert not Timekeeping.objects.exists()
        late = 0.0
        self.turns(keeper, clocks, 2)
        assert self.standing().held


@pytest.fixture
def held(db: None) -> None:
    assert state.write(after_jump(STEADY, DAY))


@pytest.fixture
def serving(database_time: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that knows nothing yet, as one that has just begun to serve."""
    monkeypatch.setattr(present, "_present", Present())


@pytest.fixture
def doubting(db: None, serving: None) -> None:
    """A process whose machine showed a time a day earlier just now."""
    first = state.sample()
    references.remember(references.clock_name(), Sample(first.at - DAY, first.tick))


class TestHeld:
    """What is refused and what goes on while acts are held back."""

    def test_no_account_is_locked(self, world: World, held: None) -> None:
        with pytest.raises(TimeHeld):
            ledger.lock(organisation_id=world.acme.id, now=world.now, actor_id=0)
        assert ledger.lock_free(organisation_ids=[world.acme.id], now=world.now) == {}

    @pytest.mark.parametrize("path", ["/sign-in", "/api/v1/tickets"])
    def test_writes_answer_503_and_pages_are_read(self, held: None, serving: None, path: str) -> None:
        answer = Client(headers={"accept-language": "zh"}).post(path)
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert "时钟突然前跳" in answer.content.decode()
        assert Client().get("/sign-in").status_code == 200

    def test_who_is_signed_in_reads_it_in_their_language(
        self, world: World, serving: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        User.objects.filter(pk=world.acme.requester.id).update(language="zh-hans")
        customer = browser(world.acme.requester, language="en")
        assert state.write(after_jump(STEADY, DAY))
        monkeypatch.setattr(present, "_present", Present())
        assert customer.get("/portal/").status_code == 200
        answer = customer.post("/portal/tickets/new")
        assert answer.status_code == 503
        assert "时钟突然前跳" in answer.content.decode()
        assert "仍保留在表单中" in answer.content.decode()

    def test_the_time_is_the_one_before_the_jump(self, held: None, serving: None) -> None:
        assert present.held()
        assert abs(present.now() - (state.sample().at - DAY)) < seconds(2)

    def test_jobs_that_time_decides_wait(self, db: None) -> None:
        ran: list[str] = []

        def job(name: str, waits: bool) -> Job:
            return Job(name=name, run=lambda _: bool(ran.append(name)), waits=waits)

        runner = JobRunner("x", [job("deadlines", True), job("mail", False)])
        runner.turn(now=NOON, tick=0, held=True)
        runner.turn(now=NOON, tick=1, held=False)
        assert ran == ["mail", "deadlines", "mail"]

    def test_what_time_decides_is_among_them(self) -> None:
        jobs = [*clock_jobs(started_at=NOON), *mail_jobs(), *report_jobs(), *time_jobs()]
        assert {job.name for job in jobs if job.waits} == {"advance clocks", "tidy", "propose credits"}

    def test_monitoring_and_the_operator_see_it(self, held: None, settings: Any) -> None:
        settings.METRICS_TOKEN = "t" * 32
        ready = Client().get("/readyz")
        assert (ready.status_code, ready.json()["degraded"]) == (200, ["clock_jump"])
        assert (ready.json()["clock_jump"], ready.json()["writes_held"]) == (86400, True)
        told = Client(headers={"authorization": f"Bearer {'t' * 32}"}).get("/metrics").content.decode()
        assert "upheld_writes_held 1.0" in told
        assert "upheld_clock_jump_seconds 86400.0" in told
        assert [(one.verdict, one.what) for one in findings.clock()] == [
            ("failure", "the database's clock jumped by +86400.0 s")
        ]

    def test_a_doubt_of_this_process_is_shown(self, doubting: None, settings: Any) -> None:
        settings.METRICS_TOKEN = "t" * 32
        ready = Client().get("/readyz").json()
        assert (ready["degraded"], ready["writes_held"]) == (["clock_jump"], True)
        assert abs(ready["clock_jump"] - 86400) < 30
        told = Client(headers={"authorization": f"Bearer {'t' * 32}"}).get("/metrics").content.decode()
        assert "upheld_writes_held 1.0" in told
        assert [one.verdict for one in findings.clock()] == ["failure"]
        assert not Timekeeping.objects.exists()

    def test_a_doubt_ends_when_the_operator_confirms(self, doubting: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("UPHELD_DATABASE_URL", "postgresql://is.not.asked/here")
        elsewhere = Present(recall=lambda sample: replace(sample, at=sample.at - DAY))
        assert elsewhere.held
        assert "acts are held back" in CliRunner().invoke(cli, ["time"]).output
        assert ", confirmed" in CliRunner().invoke(cli, ["time", "--confirm"]).output
        assert (present.held(), elsewhere.held) == (False, False)
        assert abs(state.sample().standing.moved - DAY) < seconds(30)

    def test_the_operator_confirms_what_only_a_process_elsewhere_doubts(
        self, db: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("UPHELD_DATABASE_URL", "postgresql://is.not.asked/here")
        elsewhere = Present(recall=lambda sample: replace(sample, at=sample.at - DAY))
        assert elsewhere.held
        assert "the time is confirmed" in CliRunner().invoke(cli, ["time", "--confirm"]).output
        assert not elsewhere.held

    def test_it_ends_when_the_operator_confirms(self, held: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("UPHELD_DATABASE_URL", "postgresql://is.not.asked/here")
        shown = CliRunner().invoke(cli, ["time"])
        assert "jump      +86400.0 s, not confirmed; acts are held back" in shown.output
        assert "+86400.0 s, confirmed" in CliRunner().invoke(cli, ["time", "--confirm"]).output
        assert state.sample().standing == Standing(jumps=2, moved=DAY)
        assert "none to confirm" in CliRunner().invoke(cli, ["time"]).output


def test_who_judged_an_older_state_changes_nothing(held: None) -> None:
    assert not state.write(after_jump(STEADY, HOUR))
    assert state.sample().standing.ahead == DAY


def test_a_duty_runs_again_by_the_steady_clock_wherever_the_other_jumps() -> None:
    ran: list[datetime] = []
    runner = JobRunner("x", [Job(name="d", run=lambda now: bool(ran.append(now)), every=seconds(10))])
    for tick, at in ((0, NOON), (5, NOON - 2 * HOUR), (10, NOON - 2 * HOUR + seconds(5))):
        runner.turn(now=at, tick=tick)
    assert ran == [NOON, NOON - 2 * HOUR + seconds(5)]
