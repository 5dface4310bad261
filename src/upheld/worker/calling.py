"""The job that calls webhooks, several at a time, so that a slow receiver does not hold up the others."""

from __future__ import annotations

import logging
import queue
import random
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from upheld.escalation.operations import endpoint_gone
from upheld.escalation.webhooks import call_for
from upheld.outbox.claims import claim_due
from upheld.outbox.enqueue import endpoint_of
from upheld.outbox.models import Parcel
from upheld.outbox.outcome import record_failure, record_sent
from upheld.webhooks import Answer, Call, deliver

log = logging.getLogger(__name__)

SLOTS = 8
SLOTS_EACH = 2
"""Calls under way at a time, and of them to one endpoint."""


class Caller:
    """Starts calls and records their results. The calls run in threads that do not use the database.

    ``answered`` is called in such a thread whenever there is a result to record.
    """

    def __init__(self, answered: Callable[[], None] = lambda: None) -> None:
        self._answered = answered
        self._answers: queue.SimpleQueue[tuple[Parcel, Answer]] = queue.SimpleQueue()
        self._busy: Counter[str] = Counter()

    @property
    def under_way(self) -> int:
        """The number of calls whose result is not recorded yet."""
        return self._busy.total()

    def turn(self, *, now: datetime) -> int:
        """Record what was answered and start what is due. Returns how many calls were started."""
        while True:
            try:
                self._record(*self._answers.get_nowait(), now)
            except queue.Empty:
                break
        started = 0
        while self.under_way < SLOTS and self._start_next(now):
            started += 1
        return started

    def finish(self, *, now: datetime, timeout: float) -> None:
        """Record what is answered within ``timeout`` seconds for each call under way; start nothing more."""
        while self.under_way:
            try:
                self._record(*self._answers.get(timeout=timeout), now)
            except queue.Empty:
                return

    def _start_next(self, now: datetime) -> bool:
        full = [recipient for recipient, calls in self._busy.items() if calls >= SLOTS_EACH]
        parcels = claim_due(kind=Parcel.Kind.WEBHOOK, now=now, limit=1, busy=full)
        for parcel in parcels:
            self._start(parcel, now)
        return bool(parcels)

    def _start(self, parcel: Parcel, now: datetime) -> None:
        try:
            call = call_for(parcel, now=now)
        except Exception as error:
            log.exception("webhook %s", parcel.key)
            _failed(parcel, Answer(error=f"could not be written: {type(error).__name__}"), now)
            return
        if call is None:
            _failed(parcel, Answer(error="the endpoint is disabled", permanent=True), now)
            return
        self._busy[parcel.recipient] += 1
        name = f"webhook {parcel.pk}"
        # Daemon threads: a worker that is told to stop does not wait for a receiver that hangs.
        threading.Thread(target=self._call, args=[parcel, call, now], name=name, daemon=True).start()

    def _call(self, parcel: Parcel, call: Call, now: datetime) -> None:
        try:
            answer = deliver(call, now=now)
        except Exception as error:
            log.exception("webhook %s", parcel.key)
            answer = Answer(error=f"could not be sent: {type(error).__name__}")
        self._answers.put((parcel, answer))
        self._answered()

    def _record(self, parcel: Parcel, answer: Answer, now: datetime) -> None:
        self._busy[parcel.recipient] -= 1
        self._busy += Counter()
        if answer.ok:
            record_sent(parcel, now=now)
            return
        _failed(parcel, answer, now)
        if answer.endpoint_gone:
            endpoint_gone(endpoint_id=endpoint_of(parcel.recipient), now=now)


def _failed(parcel: Parcel, answer: Answer, now: datetime) -> None:
    log.warning("webhook %s not taken (attempt %s): %s", parcel.key, parcel.attempts, answer.error)
    record_failure(
        parcel,
        error=answer.error,
        now=now,
        jitter=random.random(),  # noqa: S311
        permanent=answer.permanent or answer.endpoint_gone,
        retry_after=answer.retry_after,
    )
