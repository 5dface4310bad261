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
    """What all processes know of the database's clock. ``ahead`` is the sum of the jumps that nobody confirmed yet.

    While ``held``, acts are refused and what time decides waits. ``jumps`` counts changes of this very state.
    """

    ahead: timedelta = timedelta(0)
    held: bool = False
    jumps: int = 0

    @property
    def alarming(self) -> bool:
        """Whether a jump waits to be confirmed."""
        return bool(self.ahead)


STEADY = Standing()


@dataclass(frozen=True, slots=True)
class Sample:
    """A reading of the database's clock, with the seconds of this machine's steady clock just before it."""

    at: datetime
    tick: float
    standing: Standing = STEADY

    def after(self, tick: float) -> datetime:
        """The instant that the database's clock shows at a later tick, if it does not jump; held-back jumps undone."""
        held_back = self.standing.ahead if self.standing.held else timedelta(0)
        return self.at - held_back + timedelta(seconds=tick - self.tick)


def apart(before: Sample, later: Sample) -> timedelta:
    """By how much the clock advanced more than real time between two samples; negative if it went back."""
    return (later.at - before.at) - timedelta(seconds=later.tick - before.tick)


@dataclass(frozen=True, slots=True)
class Watch:
    """The state of a watcher: the last expected sample, and the deviation of the latest one."""

    reference: Sample
    suspect: timedelta | None = None
    steady_since: float = 0.0

    @classmethod
    def begin(cls, sample: Sample) -> Watch:
        """Watch from this sample on."""
        return cls(sample, None, sample.tick)

    def look(self, sample: Sample) -> tuple[Watch, timedelta | None]:
        """Go on with the next sample; gives the size of a jump as soon as it was seen twice in a row."""
        size = apart(self.reference, sample)
        if abs(size) <= APART:
            return replace(self, reference=sample, suspect=None), None
        if self.suspect is not None and abs(size - self.suspect) <= APART:
            return Watch.begin(sample), size
        return replace(self, suspect=size), None

    def is_stable(self, tick: float) -> bool:
        """Whether there was no jump for so long that the clock is believed."""
        return self.suspect is None and tick - self.steady_since >= STABLE.total_seconds()


def after_jump(standing: Standing, size: timedelta) -> Standing:
    """The state after another jump. A jump that reverts an earlier one leaves nothing to confirm."""
    ahead = standing.ahead + size
    if abs(ahead) <= APART:
        ahead = timedelta(0)
    return Standing(ahead, ahead > FORWARD_MOST, standing.jumps + 1)


def believed(standing: Standing) -> Standing:
    """The state after the clock's present time was accepted."""
    return Standing(jumps=standing.jumps + 1)
