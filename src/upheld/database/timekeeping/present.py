"""The current time of the database. Each process asks at most once a second and uses its steady clock in between.

A machine's own clock decides nothing: it is only compared, for `skew`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import Error, connection
from django.utils import timezone

from upheld.database.timekeeping import account, dating, references, state
from upheld.database.timekeeping.jumps import (
    FORWARD_MOST,
    NONE,
    Sample,
    Standing,
    Watch,
    followed,
    own_jump,
    with_doubt,
)
from upheld.database.timekeeping.state import TimeHeld

log = logging.getLogger(__name__)

FRESH = 1.0
WORKERS_FIRST = 10.0
"""Seconds in which a worker, if there is one, has added a jump that moves what is planned."""


def _recall(sample: Sample) -> Sample | None:
    """What this machine's clocks showed when they were last compared, lest a first sample is believed blindly."""
    reference = references.recall(references.clock_name(), sample)
    return reference and replace(reference, at=reference.unmoved + sample.standing.moved, standing=sample.standing)


class Present:
    """The database's time as one process knows it. ``ask`` reads the database's clock, ``tick`` the steady one.

    ``recall`` is asked for an earlier sample once, at the first one. A jump forward by more than `FORWARD_MOST` is
    doubted from the first look on, and added to the account at the second, for all processes (see `jumps`).
    """

    def __init__(
        self,
        ask: Callable[[], Sample] = state.sample,
        tick: Callable[[], float] = state.tick,
        recall: Callable[[Sample], Sample | None] = _recall,
    ) -> None:
        self._ask, self._tick, self._recall = ask, tick, recall
        self._anchor: Sample | None = None
        self._foremost: Sample | None = None
        """The sample that lets expect the latest time: a clock that went back and returns did not jump forward."""
        self._doubt: timedelta | None = None
        self._doubted_from: float | None = None
        self._watch: Watch | None = None
        self._asking = threading.Lock()

    def now(self) -> datetime:
        """The database's time, at most `FRESH` seconds after it was asked."""
        return self._fresh().after(self._tick())

    @property
    def held(self) -> bool:
        """Whether acts are held back: the database's clock jumped, or seems to have."""
        return self._fresh().standing.held or self._doubt is not None

    @property
    def standing(self) -> Standing:
        """The account of the jumps as of just now, with the one that only this process has seen."""
        with self._asking:
            sample = self._ask()
            self._take(sample)
            return with_doubt(sample.standing, self._doubt)

    def read(self) -> datetime:
        """The database's time, asked just now."""
        with self._asking:
            self._take(self._ask())
        return self.now()

    def latest_date(self) -> datetime:
        """The latest instant that an act may be dated just now; a clock that shows a later one has jumped."""
        anchor = self._fresh()
        return (self._foremost or anchor).expected(self._tick()) + FORWARD_MOST

    def _fresh(self) -> Sample:
        anchor = self._anchor
        if anchor is not None and self._tick() - anchor.tick < FRESH and self._doubt is None:
            return anchor
        # While another thread asks, use the last sample if there is one.
        if self._asking.acquire(blocking=anchor is None):
            try:
                return self._take(self._ask())
            finally:
                self._asking.release()
        return anchor  # type: ignore[return-value] # not None: then it would have waited

    def _take(self, sample: Sample) -> Sample:
        foremost = self._foremost or self._recall(sample)
        size = own_jump(foremost, sample) if foremost else NONE
        self._doubt = size or None
        self._watch, jumped = (self._watch or Watch.begin(sample)).look(sample, size)
        if self._doubt is None or foremost is None:
            self._anchor, self._doubted_from = sample, None
            same_account = foremost is not None and foremost.standing.jumps == sample.standing.jumps
            self._foremost = followed(foremost, sample) if foremost and same_account else sample
            if sample.standing.alarming and self._watch.is_stable(sample.tick):
                _tell(lambda: account.believe(sample))
            return sample
        self._foremost = foremost
        self._anchor = self._anchor or foremost
        if self._doubted_from is None:
            self._doubted_from = sample.tick
        # What was planned moves forward with a clock that was behind. Only a worker does that, so it comes first.
        if jumped and (sample.standing.ahead >= NONE or sample.tick - self._doubted_from >= WORKERS_FIRST):
            _tell(lambda: account.add(foremost, sample, size, ""))
        return self._anchor


def _tell(change: Callable[[], object]) -> None:
    """Change the account, but not in a transaction of somebody else, which may fail; then the next look tries again."""
    if connection.in_atomic_block:
        return
    try:
        change()
    except Error as error:
        log.error("the account of the clock's jumps could not be changed: %s", error)


_present = Present()


def now() -> datetime:
    """The database's time; within `recording_at` the date given there, or this machine's where none was."""
    return dating.date_of(_machine()) or _present.now()


def read() -> datetime:
    """Like `now`, but read from the database at this moment; sweeps need it to see everything written before."""
    return dating.date_of(_machine()) or _present.read()


def held() -> bool:
    """Whether acts are held back just now."""
    return not dating.dating() and _present.held


def standing() -> Standing:
    """The account of the jumps of the database's clock, with one that so far only this process has seen."""
    return _present.standing


def latest_date() -> datetime | None:
    """The latest instant at which the database's clock may date an act just now; ``None`` where acts are dated here."""
    return None if dating.dating() else _present.latest_date()


def not_ahead(instant: datetime) -> datetime:
    """An act's instant, or now if that is earlier: after the clock went back, acts are dated ahead of it."""
    return instant if dating.dating() else min(instant, _present.now())


def refuse_if_held() -> None:
    """Raise TimeHeld where acts are held back."""
    if held():
        raise TimeHeld


def skew() -> timedelta:
    """By how much this machine's clock is ahead of the database's; negative where it is behind."""
    sample = state.sample()
    return _machine() - sample.at


def _machine() -> datetime:
    return timezone.now()  # noqa: TID251 - what the machine's own clock says
