"""Limits how fast a person acts over the web: on all tickets together, and on each ticket.

Each act makes the next acts on its ticket slower, and is told to others by mail. So each person has an allowance of
acts, which refills steadily: whoever works normally never uses it up. Each web process counts for itself, in memory,
so that an act costs no statement. What the worker, the command line and imports do is not limited.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from upheld.accounts.actor import Actor
from upheld.operations.errors import ComeAgain

Key = tuple[str | int, ...]
MOST_ALLOWANCES = 10_000
"""From so many allowances on, those that are full are forgotten."""


@dataclass(frozen=True, slots=True)
class Pace:
    """An allowance of ``most`` acts, to which ``per_minute`` are added each minute."""

    most: int
    per_minute: int

    def times(self, factor: int) -> Pace:
        """An allowance that is larger, and refills faster, by this factor."""
        return Pace(self.most * factor, self.per_minute * factor)


PERSON = Pace(most=120, per_minute=60)
TICKET = Pace(most=60, per_minute=3)
TOKEN_FACTOR = 10
"""What comes by a token has so many times the allowance of what the same person does on pages."""


class TooManyActs(ComeAgain):
    """The person has used up the allowance of acts."""


class Allowances:
    """The allowances of this process: the pace of each, and what was left of it at an instant."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._left: dict[Key, tuple[Pace, float, float]] = {}
        self._forget_at = MOST_ALLOWANCES

    def __len__(self) -> int:
        return len(self._left)

    def spend(self, paces: Mapping[Key, Pace]) -> float:
        """Take one act from each of these allowances, or nothing. Returns the seconds until all have one again."""
        with self._lock:
            now = self._clock()
            if len(self._left) >= self._forget_at:
                self._forget_full(now)
            left = {key: self._refilled(key, pace, now) for key, pace in paces.items()}
            wait = max(max(0.0, 1 - left[key]) * 60 / pace.per_minute for key, pace in paces.items())
            if not wait:
                self._left |= {key: (pace, left[key] - 1, now) for key, pace in paces.items()}
            return wait

    def forget(self) -> None:
        """Fill up all allowances."""
        with self._lock:
            self._left.clear()

    def _refilled(self, key: Key, pace: Pace, now: float) -> float:
        _, left, at = self._left.get(key, (pace, float(pace.most), now))
        return min(float(pace.most), left + (now - at) * pace.per_minute / 60)

    def _forget_full(self, now: float) -> None:
        for key, (pace, _, _) in list(self._left.items()):
            if self._refilled(key, pace, now) >= pace.most:
                del self._left[key]
        self._forget_at = max(MOST_ALLOWANCES, 2 * len(self._left))


allowances = Allowances()


@dataclass(slots=True)
class RequestActs:
    """What a request was counted for; ``refused`` if its act was too many."""

    counted: set[Key] = field(default_factory=set)
    refused: TooManyActs | None = None


_request: ContextVar[RequestActs | None] = ContextVar("upheld_request_acts", default=None)


@contextmanager
def counted_acts() -> Iterator[RequestActs]:
    """Count the acts within the block, each person and each ticket once, for they are of one request."""
    acts = RequestActs()
    token = _request.set(acts)
    try:
        yield acts
    finally:
        _request.reset(token)


def count_act(by: Actor, ticket_id: int | None = None) -> None:
    """Count an act of a person, on a ticket or a new one. Raises TooManyActs. Without a request nothing is counted."""
    acts = _request.get()
    if acts is None or by.is_system:
        return
    factor = TOKEN_FACTOR if by.token_kind else 1
    paces: dict[Key, Pace] = {("person", by.id, factor): PERSON.times(factor)}
    if ticket_id is not None:
        paces["ticket", by.id, factor, ticket_id] = TICKET.times(factor)
    uncounted = {key: pace for key, pace in paces.items() if key not in acts.counted}
    wait = allowances.spend(uncounted) if uncounted else 0.0
    if wait:
        acts.refused = TooManyActs("too_many_acts", seconds=math.ceil(wait))
        raise acts.refused
    acts.counted |= uncounted.keys()
