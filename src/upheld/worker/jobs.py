"""The list of all jobs of the worker, by runner.

Runners work in parallel, so that a slow mail server does not hold up a deadline. The jobs of a runner run one after the
other; a job that fails is retried later, and the others go on.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from upheld.accounts.operations.resets import answer_reset_requests
from upheld.clocks.operations import beat
from upheld.escalation.operations import pass_on
from upheld.outbox.claims import next_due
from upheld.outbox.models import Parcel
from upheld.worker import crediting
from upheld.worker.advancing import Advancing
from upheld.worker.calling import Caller
from upheld.worker.mailing import BATCH as MAIL_BATCH
from upheld.worker.mailing import send_mail
from upheld.worker.outdated import end_if_outdated
from upheld.worker.tidying import tidy
from upheld.worker.timekeeper import Timekeeper

BEAT_EVERY = timedelta(seconds=10)
TIDY_EVERY = timedelta(minutes=15)
PASS_ON_EVERY = timedelta(seconds=5)
CREDIT_EVERY = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job: ``run`` does what is due and returns whether there is more to do at once.

    ``next_at`` returns when the job is due next, if that is known; ``every`` is the least time between two runs. A job
    that ``waits`` does not run while acts are held back after a jump of the database's clock.
    """

    name: str
    run: Callable[[datetime], bool]
    next_at: Callable[[], datetime | None] = lambda: None
    every: timedelta = timedelta(0)
    waits: bool = False


def time_jobs() -> Sequence[Job]:
    """The job that watches the database's clock; it has its own runner, so that nothing delays it."""
    return (Job(name="watch the database's clock", run=Timekeeper().turn),)


def worker_name() -> str:
    """The name of this worker process in the heartbeats."""
    return f"{socket.gethostname()}:{os.getpid()}"[:100]


def clock_jobs(*, started_at: datetime) -> Sequence[Job]:
    """The jobs of clocks. Outdated time zones come first, because they would move deadlines."""
    name, advancing = worker_name(), Advancing()

    def heartbeat(now: datetime) -> bool:
        beat(worker=name, started_at=started_at, now=now)
        return False

    return (
        Job(name="time zones", run=lambda _: end_if_outdated(), every=BEAT_EVERY),
        Job(name="advance clocks", run=advancing.turn, next_at=advancing.next_at, waits=True),
        Job(name="heartbeat", run=heartbeat, every=BEAT_EVERY),
        Job(name="tidy", run=lambda now: tidy(now=now), every=TIDY_EVERY, waits=True),
    )


def mail_jobs() -> Sequence[Job]:
    """The jobs of mail: password links, notices to pass on, then sending."""
    return (
        Job(name="answer reset requests", run=lambda now: answer_reset_requests(now=now) >= 100),
        Job(name="pass notices on", run=lambda now: pass_on(now=now) > 0, every=PASS_ON_EVERY),
        Job(
            name="send mail",
            run=lambda now: send_mail(now=now) >= MAIL_BATCH,
            next_at=lambda: next_due(kind=Parcel.Kind.MAIL),
        ),
    )


def webhook_jobs(caller: Caller) -> Sequence[Job]:
    """The job that calls webhooks. While calls are under way the runner is woken by their results."""

    def turn(now: datetime) -> bool:
        caller.turn(now=now)
        return False

    def next_at() -> datetime | None:
        return None if caller.under_way else next_due(kind=Parcel.Kind.WEBHOOK)

    return (Job(name="call webhooks", run=turn, next_at=next_at),)


def report_jobs() -> Sequence[Job]:
    """The job for periods that are over. It reads many rows, so it has its own runner."""

    def credit(now: datetime) -> bool:
        crediting.propose(now=now)
        return False

    return (Job(name="propose credits", run=credit, every=CREDIT_EVERY, waits=True),)
