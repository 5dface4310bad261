"""Starts the runners of a worker, wakes them and ends them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import Error

from upheld.clocks.operations import end_beat
from upheld.database.notify import CLOCKS, OUTBOX
from upheld.database.timekeeping import present
from upheld.worker import jobs
from upheld.worker.calling import Caller
from upheld.worker.job_runner import JobRunner
from upheld.worker.listener import listen
from upheld.worker.timekeeper import Timekeeper

log = logging.getLogger(__name__)

WATCH_EVERY = 1.0
FINISH_WITHIN = 5.0
"""Seconds. A call that takes longer is abandoned: its lease expires, and it is sent again under the same key."""


class JobRunnerDied(RuntimeError):
    """A runner's thread died. The process ends, so that its supervisor restarts it."""


def run(stop: threading.Event) -> None:
    """Run all jobs until ``stop`` is set. Raises JobRunnerDied."""
    Timekeeper().settle()
    runners, caller = _runners()
    wakes = {CLOCKS: [runners[0].wake], OUTBOX: [runner.wake for runner in runners[1:3]]}
    threads = [_thread(runner.name, runner.run, stop) for runner in runners]
    listener = _thread("listener", lambda ending: listen(ending, wakes), stop)
    log.info("the worker is at work")
    try:
        _watch(stop, threads)
    finally:
        stop.set()
        for runner in runners:
            runner.wake.set()
        for thread in (*threads, listener):
            thread.join(FINISH_WITHIN)
        _finish(caller)
    _sign_off()
    log.info("the worker has ended")


def _runners() -> tuple[list[JobRunner], Caller]:
    webhooks = JobRunner("webhooks", ())
    caller = Caller(answered=webhooks.wake.set)
    webhooks.jobs = jobs.webhook_jobs(caller)
    clocks = JobRunner("clocks", jobs.clock_jobs(started_at=present.read()))
    reports = JobRunner("reports", jobs.report_jobs())
    watch = JobRunner("time", jobs.time_jobs())
    return [clocks, JobRunner("mail", jobs.mail_jobs()), webhooks, reports, watch], caller


def _thread(name: str, target: Callable[[threading.Event], None], stop: threading.Event) -> threading.Thread:
    thread = threading.Thread(target=target, args=[stop], name=name, daemon=True)
    thread.start()
    return thread


def _finish(caller: Caller) -> None:
    try:
        caller.finish(now=present.read(), timeout=FINISH_WITHIN)
    except Error as error:
        log.error("what was answered last is not recorded: %s", error)


def _sign_off() -> None:
    """Remove the heartbeat of a worker that ends regularly; that of a dead one stays, and monitoring sees it age."""
    try:
        end_beat(worker=jobs.worker_name())
    except Error as error:
        log.error("the end of this worker is not recorded: %s", error)


def _watch(stop: threading.Event, threads: list[threading.Thread]) -> None:
    while not stop.wait(WATCH_EVERY):
        for thread in threads:
            if not thread.is_alive():
                raise JobRunnerDied(thread.name)
