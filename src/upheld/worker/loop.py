"""One worker: its lanes, what wakes them, and how it ends."""

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

log = logging.getLogger(__name__)

WATCH_EVERY = 1.0
FINISH_WITHIN = 5.0
"""Seconds. What takes longer to end is left: its lease runs out, and it is sent again under the same key."""


class LaneDied(RuntimeError):
    """A lane ended by itself. The process ends too, so that whoever watches it starts it afresh."""


def run(stop: threading.Event) -> None:
    """Do everything that runs by itself until ``stop`` is set. Raises LaneDied."""
    lanes, caller = _lanes()
    wakes = {CLOCKS: [lanes[0].wake], OUTBOX: [lane.wake for lane in lanes[1:3]]}
    threads = [_thread(lane.name, lane.run, stop) for lane in lanes]
    listener = _thread("listener", lambda ending: listen(ending, wakes), stop)
    log.info("the worker is at work")
    try:
        _watch(stop, threads)
    finally:
        stop.set()
        for lane in lanes:
            lane.wake.set()
        for thread in (*threads, listener):
            thread.join(FINISH_WITHIN)
        _finish(caller)
    _sign_off()
    log.info("the worker has ended")


def _lanes() -> tuple[list[JobRunner], Caller]:
    webhooks = JobRunner("webhooks", ())
    caller = Caller(answered=webhooks.wake.set)
    webhooks.duties = jobs.webhook_duties(caller)
    clocks = JobRunner("clocks", jobs.clock_duties(started_at=present.read()))
    reports = JobRunner("reports", jobs.report_duties())
    watch = JobRunner("time", jobs.time_duties())
    return [clocks, JobRunner("mail", jobs.mail_duties()), webhooks, reports, watch], caller


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
    """A worker that was told to end is not missed; one that died keeps its heartbeat, and monitoring sees it age."""
    try:
        end_beat(worker=jobs.worker_name())
    except Error as error:
        log.error("the end of this worker is not recorded: %s", error)


def _watch(stop: threading.Event, threads: list[threading.Thread]) -> None:
    while not stop.wait(WATCH_EVERY):
        for thread in threads:
            if not thread.is_alive():
                raise LaneDied(thread.name)
