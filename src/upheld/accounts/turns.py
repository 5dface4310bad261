"""Turns at hashing a password: one at a time in each process, and few threads that wait for it.

Each hash takes 100 MiB and some tenths of a second of a processor, and anybody may ask for one by trying to sign in.
Strangers hold slots (`operations.slots`) that leave threads free for pages. Those whose group failed before share one
slot and have few turns a second, so that they take neither the threads nor the processor from others.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings

from upheld.accounts.strangers import SUSPECT
from upheld.operations.errors import ComeAgain
from upheld.operations.slots import PASSWORD, QUICK, slots

TURN = threading.Lock()
KNOWN_PEOPLE = "known"
"""People with a session, a link or a device that they signed in from before."""
AGAIN_AFTER = 3
PATIENCE = 5.0
"""Seconds that known people wait for one another at most."""
BURST = 20.0
"""Turns of suspects that may follow one another; from then on they have one a second."""


class TooManyPasswords(ComeAgain):
    """This process hashes or compares as many passwords as it may."""


@contextmanager
def place(by: str) -> Iterator[None]:
    """Holds a place of ``by``, a group of strangers or `KNOWN_PEOPLE`. Raises TooManyPasswords if there is none."""
    with _known_people() if by == KNOWN_PEOPLE else _stranger(by):
        yield


@contextmanager
def _known_people() -> Iterator[None]:
    """Strangers cannot take this place; whoever waits for it waits for people who are known too.

    Those who have a place or wait for one leave half of the threads to everybody else.
    """
    threads = _threads_of_known_people()
    if not threads.acquire(blocking=False):
        raise _refusal()
    try:
        places = _places_of_known_people()
        if not places.acquire(timeout=PATIENCE):
            raise _refusal()
        try:
            yield
        finally:
            places.release()
    finally:
        threads.release()


@contextmanager
def _stranger(group: str) -> Iterator[None]:
    if group == SUSPECT and not allowance.take():
        raise _refusal()
    slot = slots().take(PASSWORD, group, 0 if group == SUSPECT else QUICK)
    if slot is None:
        raise _refusal()
    try:
        yield
    finally:
        slots().free(slot)


class Allowance:
    """Turns of suspects: `BURST` at first, and one more for each second, up to `BURST` again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._turns, self._at = BURST, clock()

    def take(self) -> bool:
        """Whether there is a turn left; it is then used up."""
        with self._lock:
            now = self._clock()
            self._turns = min(BURST, self._turns + now - self._at)
            self._at = now
            if self._turns < 1:
                return False
            self._turns -= 1
            return True

    def refill(self) -> None:
        """Start anew."""
        self._turns, self._at = BURST, self._clock()


allowance = Allowance()


def _refusal() -> TooManyPasswords:
    return TooManyPasswords("too_many_passwords", seconds=AGAIN_AFTER)


@cache
def _threads_of_known_people() -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 2))


@cache
def _places_of_known_people() -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 4))
