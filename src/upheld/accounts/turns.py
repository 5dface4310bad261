"""Turns at hashing a password: one at a time in each process, and whoever used least lately comes first.

Each hash takes 100 MiB and some tenths of a second of a processor, and anybody may ask for one by trying to sign in. So
each party has a load: the turns that it had, of which one is forgotten each minute. A wrong password counts as several,
a refusal as a part of one. The turn goes to the party with the smallest load, and if too many wait, the one with the
largest is refused. A party with a large load is heavy: all heavy parties together have one turn a second, and few of
them wait.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from upheld.markup.lru_cache import LruCache
from upheld.operations.errors import ComeAgain

HEAVY = 20.0
"""The load from which a party is heavy."""
WRONG = 10.0
"""What a wrong password adds to a load; a right one adds 1."""
REFUSED = 0.25
"""What a refusal adds to a load, as long as that is less than `WRONG`: who asks all the time comes after others."""
HEAD_START = 5.0
"""Turns that people who are known may have had and still come before strangers who had none."""
LARGEST = 60.0
"""No load is larger, so that each is forgotten within an hour."""
PAUSE = 1.0
"""Seconds from one turn of a heavy party to the next."""
PATIENCE = 5.0
"""Seconds that a request waits for its turn at most."""
CALM = 2.0
"""Seconds from the moment that requests begin to wait within which they may take every thread."""
AGAIN_AFTER = 3
MOST_LOADS = 20_000


class TooManyPasswords(ComeAgain):
    """This process hashes or compares as many passwords as it may, and for those who used less lately."""


@dataclass(frozen=True, slots=True)
class Party:
    """Those who share a load: a person, or a network of strangers followed by smaller networks within it."""

    names: tuple[str, ...]
    recognised: bool = False


def person(name: object) -> Party:
    """Somebody who is known: by a session, by a link, or by a device that was used to sign in."""
    return Party((f"person {name}",), recognised=True)


@dataclass(slots=True, eq=False)
class _Waiting:
    """A request that waits for its turn; ``number`` is the order of arrival."""

    party: Party
    number: int
    refused: bool = False


class Turns:
    """The turns of a process with so many threads."""

    def __init__(self, threads: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.threads = threads
        self.most = max(1, threads - max(1, threads // 4))
        self.most_heavy = max(1, threads // 4)
        self.waiting: list[_Waiting] = []
        self._loads: LruCache[str, tuple[float, float]] = LruCache(MOST_LOADS)
        self._arrivals = 0
        self._taken = False
        self._busy_since = self._heavy_from = clock()
        self._changed = threading.Condition()

    @property
    def taken(self) -> bool:
        """Whether somebody has the turn now."""
        return self._taken

    @contextmanager
    def turn(self, party: Party) -> Iterator[None]:
        """Holds the turn within the block. Raises TooManyPasswords."""
        self._take(party)
        try:
            yield
        finally:
            with self._changed:
                self._taken = False
                self._changed.notify_all()

    def note_wrong(self, party: Party) -> None:
        """The password that was compared in the party's turn was wrong."""
        with self._changed:
            self._add(party, WRONG - 1)

    def load(self, name: str) -> float:
        """The load now."""
        load, at = self._loads.get(name) or (0.0, 0.0)
        return max(0.0, load - (self._clock() - at) / 60)

    def _take(self, party: Party) -> None:
        with self._changed:
            if not self._taken and not self.waiting:
                self._busy_since = self._clock()
            self._arrivals += 1
            own = _Waiting(party, self._arrivals)
            self.waiting.append(own)
            self._refuse_the_heaviest()
            try:
                self._wait(own)
            finally:
                self.waiting.remove(own)
            if self._is_heavy(party):
                self._heavy_from = self._clock() + PAUSE
            self._taken = True
            self._add(party, 1.0)

    def _wait(self, own: _Waiting) -> None:
        until = self._clock() + PATIENCE
        while own.refused or not self._is_next(own):
            now = self._clock()
            if own.refused or now >= until:
                self._note_refusal(own.party)
                raise TooManyPasswords("too_many_passwords", seconds=AGAIN_AFTER)
            self._changed.wait((min(until, self._heavy_from) if self._heavy_from > now else until) - now)

    def _is_next(self, own: _Waiting) -> bool:
        heavy_may = self._clock() >= self._heavy_from
        if self._taken or (self._is_heavy(own.party) and not heavy_may):
            return False
        return min((each for each in self.waiting if not each.refused), key=self._rank) is own

    def _refuse_the_heaviest(self) -> None:
        """Refuse those for whom there is no room, the last by rank first."""
        ranked = sorted((each for each in self.waiting if not each.refused), key=self._rank)
        heavy = [each for each in ranked if self._is_heavy(each.party)]
        most = self.threads if self._clock() - self._busy_since < CALM else self.most
        for each in {*heavy[self.most_heavy :], *ranked[most - self._taken :]}:
            each.refused = True
        self._changed.notify_all()

    def _rank(self, waiting: _Waiting) -> tuple[object, ...]:
        party = waiting.party
        loads = [self.load(name) - HEAD_START * party.recognised for name in party.names]
        return self._is_heavy(party), loads, waiting.number

    def _note_refusal(self, party: Party) -> None:
        for name in party.names:
            load = self.load(name)
            self._loads.set(name, (max(load, min(WRONG, load + REFUSED)), self._clock()))

    def _is_heavy(self, party: Party) -> bool:
        return self.load(party.names[0]) >= HEAVY

    def _add(self, party: Party, turns: float) -> None:
        for name in party.names:
            self._loads.set(name, (min(LARGEST, self.load(name) + turns), self._clock()))


@cache
def turns() -> Turns:
    """The turns of this process."""
    return Turns(int(settings.WEB_THREADS))
