"""Detects jumps of a clock from samples taken beside a steady clock. Reads no clock itself.

The rule that every process follows:

- Whoever sees a jump twice adds it to the one account, where all processes find it. A worker adds any jump of more
  than `APART`, other processes a jump forward by more than `FORWARD_MOST`, which they refuse from the first look on.
- A steady clock that was compared before that jump, and saw none, has a say: it takes the jump back. One that began
  later cannot have seen it, so it has no say: it begins anew with the account as it is (`Sample.order`).
- Acts go on when the clock is right again, when an operator confirms the time, or after `STABLE` without another jump.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

APART = timedelta(seconds=2)
"""Tolerated deviation of the database's clock, beside what slewing explains: less is a slow answer."""
SLEWED_MOST = 0.001
"""By so much two clocks may run apart, seconds a second: each of them is slewed by at most 500 ppm."""
FORWARD_MOST = timedelta(minutes=5)
"""A jump forward by more than this holds acts back, because they would be dated in the future."""
STABLE = timedelta(minutes=10)
"""After this time without another jump the new time is accepted."""
NONE = timedelta(0)


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
    order: int = 0
    """Its place among the transactions of the database. Which of two readings was first, no clock can tell."""

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


def advanced(before: Sample, later: Sample) -> timedelta:
    """By how much more than the steady clock the database's advanced between two samples, whatever the account says."""
    return (later.at - before.at) - timedelta(seconds=later.tick - before.tick)


def own_jump(before: Sample, later: Sample) -> timedelta:
    """The jump forward by more than `FORWARD_MOST` that a process itself saw, as far as the account does not have it.

    None where the time was believed meanwhile, or where a jump that the process did not see was taken back.
    """
    size = unexplained(before, later)
    if before.standing.jumps != later.standing.jumps and not later.standing.alarming:
        return NONE
    return size if min(advanced(before, later), size) > FORWARD_MOST else NONE


def slewed(before: Sample, later: Sample) -> timedelta:
    """How much of what lies between two samples is explained by clocks that are being slewed."""
    most = timedelta(seconds=SLEWED_MOST * max(later.tick - before.tick, 0.0))
    return min(max(apart(before, later), -most), most)


def unexplained(before: Sample, later: Sample) -> timedelta:
    """The jump between two samples, or up to `APART` what slewing leaves of the deviation."""
    size = apart(before, later)
    rest = size - slewed(before, later)
    return size if abs(rest) > APART else rest


def followed(before: Sample, later: Sample) -> Sample:
    """The later sample as a reference that follows the clock only as fast as clocks are slewed.

    So what slewing does not explain adds up, and a clock that runs away is noticed however small its steps are.
    """
    return replace(later, at=later.at - apart(before, later) + slewed(before, later))


def stood_still_elsewhere(before: Sample, later: Sample) -> bool:
    """Whether a jump was added that did not happen: here the clock advanced exactly as real time did.

    A steady clock can stop, with a machine that is paused, but never run ahead. So whoever was there before, and saw
    no jump, is right.
    """
    return abs(advanced(before, later)) <= APART < abs(apart(before, later))


@dataclass(frozen=True, slots=True)
class Watch:
    """What a process remembers of its own looks: the deviation of the latest one, and since when all was steady."""

    steady_since: float
    jumps: int
    suspect: timedelta | None = None

    @classmethod
    def begin(cls, sample: Sample) -> Watch:
        """Watch from this sample on."""
        return cls(sample.tick, sample.standing.jumps)

    def look(self, sample: Sample, size: timedelta) -> tuple[Watch, bool]:
        """Go on with the next sample and its deviation; also tells whether that deviation is a jump.

        It is one as soon as the clock was apart in the same direction twice in a row. Whatever another process did with
        the account begins anew.
        """
        since = self if sample.standing.jumps == self.jumps else Watch.begin(sample)
        if abs(size) <= APART:
            return Watch(since.steady_since, since.jumps), False
        if since.suspect is not None and (size > NONE) == (since.suspect > NONE):
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


def with_doubt(standing: Standing, size: timedelta | None) -> Standing:
    """The account as one process sees it: with the jump that only this process has seen, not yet a change of it."""
    return replace(after_jump(standing, size), jumps=standing.jumps) if size else standing


def believed(standing: Standing) -> Standing:
    """The state after the clock's present time was accepted."""
    return Standing(jumps=standing.jumps + 1, moved=standing.moved)
