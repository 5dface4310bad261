"""Watches the database's clock: publishes jumps to all processes, and moves planned attempts back with it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from upheld.database.timekeeping import state
from upheld.database.timekeeping.jumps import APART, Sample, Watch, after_jump, believed
from upheld.outbox.claims import bring_forward

log = logging.getLogger(__name__)

SLOWEST = APART.total_seconds() / 2
"""Seconds. A sample that took longer is too inexact."""


class Timekeeper:
    """Compares the database's clock with this machine's steady one, turn by turn, about once a second.

    ``ask`` reads the database's clock, ``tick`` is the steady one.
    """

    def __init__(self, ask: Callable[[], Sample] = state.sample, tick: Callable[[], float] = state.tick) -> None:
        self._ask, self._tick = ask, tick
        self._watch: Watch | None = None

    def turn(self, _now: datetime) -> bool:
        """Take one sample."""
        sample = self._ask()
        if self._tick() - sample.tick > SLOWEST:
            return False
        if self._watch is None:
            self._watch = Watch.begin(sample)
        self._watch, size = self._watch.look(sample)
        if size is not None:
            self._jumped(sample, size)
        elif sample.standing.alarming and self._watch.is_stable(sample.tick):
            log.warning("the database's clock went on without a jump for ten minutes: its time is believed")
            state.write(believed(sample.standing))
        return False

    def _jumped(self, sample: Sample, size: timedelta) -> None:
        standing = after_jump(sample.standing, size)
        written = state.write(standing)
        consequence = (
            "; acts wait until upheld time --confirm, or ten minutes without another jump" if standing.held else ""
        )
        log.error("the database's clock jumped by %+.1f s%s", size.total_seconds(), consequence)
        if written and size < timedelta(0):
            bring_forward(by=-size)
