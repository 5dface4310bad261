"""Watches the database's clock: adds its jumps to the one account, and moves with it what is planned."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import Error, transaction

from upheld.accounts.operations import housekeeping
from upheld.database import row_security
from upheld.database.timekeeping import account, references, state
from upheld.database.timekeeping.jumps import APART, NONE, Sample, Watch, advanced, followed, unexplained
from upheld.outbox import claims

log = logging.getLogger(__name__)

STORE_EVERY = 5.0
"""A reference is stored again after so many seconds."""


class Timekeeper:
    """Compares the database's clock with this machine's steady one, turn by turn, about once a second.

    Each jump is added once, by whichever process is first: the others find it in the account. ``ask`` reads the
    database's clock, ``tick`` the steady one, whose name is ``clock``.
    """

    def __init__(
        self,
        ask: Callable[[], Sample] = state.sample,
        tick: Callable[[], float] = state.tick,
        clock: str | None = None,
    ) -> None:
        self._ask, self._tick = ask, tick
        self._clock = clock or references.clock_name()
        self._watch: Watch | None = None
        self._own: Sample | None = None
        """The reference as this process knows it. What is stored may be of another machine with the same boot id."""

    def turn(self, _now: datetime) -> bool:
        """Look once, as a job."""
        self.look()
        return False

    def look(self) -> None:
        """Take one sample."""
        sample = self._ask()
        if self._tick() - sample.tick > state.SLOWEST:
            return
        reference = self._reference(sample)
        size = unexplained(reference, sample) if reference else _went_back_by(sample)
        self._watch, jumped = (self._watch or Watch.begin(sample)).look(sample, size)
        if jumped:
            self._add(reference, sample, size)
        elif self._watch.suspect is None:
            self._go_on(reference, sample)

    def _reference(self, sample: Sample) -> Sample | None:
        stored, own = references.recall(self._clock, sample), self._own
        if own is None or own.standing.jumps != sample.standing.jumps or own.tick > sample.tick:
            return stored
        if stored is None:
            return own
        if min(abs(unexplained(own, stored)), abs(advanced(own, stored))) > APART:
            self._clock = references.name_apart(self._clock)
            references.remember(self._clock, own)
            log.error("two machines have one boot id, as after a restored snapshot: this one is now %s", self._clock)
            return own
        return stored

    def settle(self, pause: Callable[[float], object] = time.sleep) -> None:
        """Look before any work is done: the clock may have jumped while nothing ran. Looks until that is decided."""
        row_security.enter(None)
        try:
            for _ in range(3):
                self.look()
                if self._watch is not None and self._watch.suspect is None:
                    return
                pause(1.0)
        except Error as error:
            log.error("the database's clock could not be compared: %s", error)

    def _add(self, reference: Sample | None, sample: Sample, size: timedelta) -> None:
        with transaction.atomic():
            standing = account.add(reference, sample, size, self._clock)
            if standing is None:
                return
            self._own = replace(sample, standing=standing)
            references.remember(self._clock, self._own)
            agreed = sample.tick - reference.tick if reference else 0.0
            jumped_at = sample.at - timedelta(seconds=agreed)
            _move_plans(standing.plans_moved - sample.standing.plans_moved, jumped_at)

    def _go_on(self, reference: Sample | None, sample: Sample) -> None:
        self._own = followed(reference, sample) if reference else sample
        if reference is None:
            references.forget_old(sample)
        if reference is None or sample.tick - reference.tick >= STORE_EVERY:
            references.remember(self._clock, self._own)
        if sample.standing.plans_moved:
            claims.follow_late(by=sample.standing.plans_moved, now=sample.at)
        if sample.standing.alarming and self._watch is not None and self._watch.is_stable(sample.tick):
            account.believe(sample)


def _went_back_by(sample: Sample) -> timedelta:
    """What can be known without a reference of this steady clock: by how much at least the database's went back."""
    latest = references.latest()
    return min(NONE, sample.unmoved - latest.unmoved) if latest else NONE


def _move_plans(by: timedelta, jumped_at: datetime) -> None:
    if by:
        claims.follow_clock(by=by, jumped_at=jumped_at)
        housekeeping.follow_clock(by=by)
