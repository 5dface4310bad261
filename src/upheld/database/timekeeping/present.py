"""The current time of the database. Each process asks at most once a second and uses its steady clock in between.

A machine's own clock decides nothing: it is only compared, for `skew`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from upheld.database.timekeeping import dating, state
from upheld.database.timekeeping.jumps import FORWARD_MOST, Sample, apart
from upheld.database.timekeeping.state import TimeHeld

FRESH = 1.0
DOUBT = 4.0
"""Seconds. For so long a big jump forward is doubted here: by then the worker has seen it twice, and all are told."""


class Present:
    """The database's time as one process knows it. ``ask`` reads the database's clock, ``tick`` the steady one."""

    def __init__(self, ask: Callable[[], Sample] = state.sample, tick: Callable[[], float] = state.tick) -> None:
        self._ask, self._tick = ask, tick
        self._anchor: Sample | None = None
        self._doubted_at: float | None = None
        self._asking = threading.Lock()

    def now(self) -> datetime:
        """The database's time, at most `FRESH` seconds after it was asked."""
        return self._fresh().after(self._tick())

    @property
    def held(self) -> bool:
        """Whether acts are held back: the database's clock jumped, or seems to have."""
        return self._fresh().standing.held or self._doubted_at is not None

    def read(self) -> datetime:
        """The database's time, asked just now."""
        with self._asking:
            self._take(self._ask())
        return self.now()

    def _fresh(self) -> Sample:
        anchor = self._anchor
        if anchor is not None and self._tick() - anchor.tick < FRESH and self._doubted_at is None:
            return anchor
        # While another thread asks, use the last sample if there is one.
        if self._asking.acquire(blocking=anchor is None):
            try:
                return self._take(self._ask())
            finally:
                self._asking.release()
        return anchor  # type: ignore[return-value] # not None: then it would have waited

    def _take(self, sample: Sample) -> Sample:
        anchor = self._anchor
        if anchor is not None and self._doubts(anchor, sample):
            return anchor
        self._anchor, self._doubted_at = sample, None
        return sample

    def _doubts(self, anchor: Sample, sample: Sample) -> bool:
        if anchor.standing.jumps != sample.standing.jumps or apart(anchor, sample) <= FORWARD_MOST:
            return False
        if self._doubted_at is None:
            self._doubted_at = sample.tick
        return sample.tick - self._doubted_at < DOUBT


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
