"""Detects jumps of a clock from samples taken beside a steady clock. Reads no clock itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

APART = timedelta(seconds=2)
"""Tolerated deviation of the database's clock: less is a slow answer or a clock that is being slewed."""
FORWARD_MOST = timedelta(minutes=5)
"""A jump forward by more than this holds acts back, because they would be dated in the future."""
STABLE = timedelta(minutes=10)
"""After this time without another jump the new time is accepted."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The one account of the jumps of the database's clock; all processes read it, and each jump is added once.

    ``ahead`` is the sum of the jumps that nobody confirmed yet, ``moved`` the sum of all, confirmed or not. While
    ``held``, acts are refused and what time decides waits. ``jumps`` counts changes of this very state.
    """

    ahead: timedelta = timedelta(0)
    held: bool = False
    jumps: int = 0
    moved: timedelta = timedelta(0)

    @property
    def alarming(self) -> bool:
        """Whether a jump waits to be confirmed."""
        return bool(self.ahead)

    @property
    def plans_moved(self) -> timedelta:
        """How far plans were moved with the clock: back, as far as it went back; forward they never move."""
        return min(self.ahead, timedelta(0))


STEADY = Standing()


@dataclass(frozen=True, slots=True)
class Sample:
    """A reading of the database's clock, with the seconds of this machine's steady clock just before it."""

    at: datetime
    tick: float
    standing: Standing = STEADY

    @property
    def unmoved(self) -> datetime:
        """What the clock would show if it had never jumped, as far as the account knows."""
        return self.at - self.standing.moved

    def expected(self, tick: float) -> datetime:
        """The instant that the database's clock shows at a later tick, if it does not jump."""
        return self.at + timedelta(seconds=tick - self.tick)

    def after(self, tick: float) -> datetime:
        """The time at a later tick: what the clock shows if it does not jump, held-back jumps undone."""
        return self.expected(tick) - (self.standing.ahead if self.standing.held else timedelta(0))


def apart(before: Sample, later: Sample) -> timedelta:
    """The jump between two samples of which the account does not know yet; negative if the clock went back.

    A jump that another process added to the account meanwhile does not appear here again.
    """
    return (later.unmoved - before.unmoved) - timedelta(seconds=later.tick - before.tick)


def is_behind(before: Sample, later: Sample) -> bool:
    """Whether the clock went back between two samples, and nobody has added that to the account yet."""
    return before.standing.jumps == later.standing.jumps and apart(before, later) < -APART


def stood_still_elsewhere(before: Sample, later: Sample) -> bool:
    """Whether a jump was added that did not happen: here the clock advanced exactly as real time did.

    A steady clock can stop, with a machine that is paused, but never run ahead. So whoever saw no jump is right.
    """
    advanced = (later.at - before.at) - timedelta(seconds=later.tick - before.tick)
    return abs(advanced) <= APART and apart(before, later) < -APART


@dataclass(frozen=True, slots=True)
class Doubt:
    """A jump forward that one process saw and the account does not have: its size, and the first sample after it.

    It ends when the clock is right again, when the account changes, when a watcher has stored a reference that shows
    the new time, or when the time has been stable for so long that it is believed.
    """

    size: timedelta
    begin: Sample

    def is_about(self, size: timedelta) -> bool:
        """Whether a later sample shows the same jump."""
        return abs(size - self.size) <= APART

    def is_over(self, sample: Sample, stored: Sample | None) -> bool:
        """Whether the time of a later sample is believed. ``stored`` is the latest reference of all watchers."""
        if sample.tick - self.begin.tick >= STABLE.total_seconds():
            return True
        return stored is not None and self.begin.unmoved < stored.unmoved <= sample.unmoved + APART


@dataclass(frozen=True, slots=True)
class Watch:
    """What a watcher remembers of its own looks: the deviation of the latest one, and since when all was steady."""

    steady_since: float
    jumps: int
    suspect: timedelta | None = None

    @classmethod
    def begin(cls, sample: Sample) -> Watch:
        """Watch from this sample on."""
        return cls(sample.tick, sample.standing.jumps)

    def look(self, sample: Sample, size: timedelta) -> tuple[Watch, bool]:
        """Go on with the next sample and its deviation; also tells whether that deviation is a jump.

        It is one as soon as it was seen twice in a row. Whatever another process did with the account begins anew.
        """
        since = self if sample.standing.jumps == self.jumps else Watch.begin(sample)
        if abs(size) <= APART:
            return Watch(since.steady_since, since.jumps), False
        if since.suspect is not None and abs(size - since.suspect) <= APART:
            return Watch.begin(sample), True
        return Watch(since.steady_since, since.jumps, size), False

    def is_stable(self, tick: float) -> bool:
        """Whether there was no jump for so long that the clock is believed."""
        return self.suspect is None and tick - self.steady_since >= STABLE.total_seconds()


def after_jump(standing: Standing, size: timedelta) -> Standing:
    """The state after another jump. A jump that reverts an earlier one leaves nothing to confirm."""
    ahead = standing.ahead + size
    if abs(ahead) <= APART:
        ahead = timedelta(0)
    return Standing(ahead, ahead > FORWARD_MOST, standing.jumps + 1, standing.moved + size)


def with_doubt(standing: Standing, doubt: Doubt | None) -> Standing:
    """The account as one process sees it: with the jump that only this process has seen, not yet a change of it."""
    return replace(after_jump(standing, doubt.size), jumps=standing.jumps) if doubt else standing


def believed(standing: Standing) -> Standing:
    """The state after the clock's present time was accepted."""
    return Standing(jumps=standing.jumps + 1, moved=standing.moved)
