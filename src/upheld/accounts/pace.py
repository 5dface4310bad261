"""Limits how fast a person acts over the web, on all tickets together and on each ticket, and how much is written.

Each act makes the next acts on its ticket slower, and is told to others by mail. So each person has an allowance of
acts, which refills steadily: whoever works normally never uses it up. Each web process counts for itself, in memory,
so that an act costs no statement. Texts have allowances in bytes. What the worker, the command line and imports do is
not limited.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial

from upheld.accounts.actor import Actor
from upheld.operations import texts
from upheld.operations.errors import ComeAgain

Key = tuple[str | int, ...]
MOST_ALLOWANCES = 10_000
"""From so many allowances on, those that are full are forgotten."""


@dataclass(frozen=True, slots=True)
class Pace:
    """An allowance of ``most`` acts, or bytes of text, to which ``per_minute`` are added each minute."""

    most: int
    per_minute: int

    def times(self, factor: int) -> Pace:
        """An allowance that is larger, and refills faster, by this factor."""
        return Pace(self.most * factor, self.per_minute * factor)


PERSON = Pace(most=120, per_minute=60)
TICKET = Pace(most=60, per_minute=3)
MB = 1_000_000


def _of_a_day(size: int) -> Pace:
    return Pace(most=size, per_minute=size // (24 * 60))


TEXTS = _of_a_day(100 * MB)
"""Bytes of texts of all people of a customer."""
TEXTS_OF_MEMBER = _of_a_day(50 * MB)
"""Bytes of texts of one person of a customer, who so leaves a half to the others."""
TEXTS_OF_STAFF = _of_a_day(200 * MB)
"""Bytes of texts of a person of the vendor, each saved draft included."""
TOKEN_FACTOR = 10
"""What comes by a token has so many times the allowance of what the same person does on pages."""


class TooManyActs(ComeAgain):
    """The person, or the person's organisation, has used up an allowance of acts or of texts."""


class Allowances:
    """The allowances of this process: the pace of each, and what was left of it at an instant."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._left: dict[Key, tuple[Pace, float, float]] = {}
        self._forget_at = MOST_ALLOWANCES

    def __len__(self) -> int:
        return len(self._left)

    def spend(self, paces: Mapping[Key, Pace], amount: int = 1) -> float:
        """Take an amount from each of these allowances, or nothing. Returns the seconds until all have it again."""
        with self._lock:
            now = self._clock()
            if len(self._left) >= self._forget_at:
                self._forget_full(now)
            left = {key: self._refilled(key, pace, now) for key, pace in paces.items()}
            wait = max(max(0.0, amount - left[key]) * 60 / pace.per_minute for key, pace in paces.items())
            if not wait:
                self._left |= {key: (pace, left[key] - amount, now) for key, pace in paces.items()}
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
    """What a request was counted for; ``refused`` if its act, or its text, was too much."""

    counted: set[Key] = field(default_factory=set)
    refused: TooManyActs | None = None


_request: ContextVar[RequestActs | None] = ContextVar("upheld_request_acts", default=None)


@contextmanager
def counted_acts(actor: Actor | None = None) -> Iterator[RequestActs]:
    """Count what a request does within the block: its acts for each person and ticket once, and ``actor``'s texts."""
    acts = RequestActs()
    token = _request.set(acts)
    try:
        with texts.limited_by(partial(_count_text, acts, actor)) if actor else nullcontext():
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
    if uncounted:
        _spend(acts, uncounted, 1, "too_many_acts")
    acts.counted |= uncounted.keys()


def _count_text(acts: RequestActs, person: Actor, size: int) -> None:
    _spend(acts, _paces_of_texts(person), size, "too_much_text")


def _paces_of_texts(person: Actor) -> dict[Key, Pace]:
    if person.is_staff:
        return {("texts", "person", person.id): TEXTS_OF_STAFF}
    of_member: dict[Key, Pace] = {("texts", "person", person.id): TEXTS_OF_MEMBER}
    return of_member | {("texts", "organisation", pk): TEXTS for pk in person.organisations}


def _spend(acts: RequestActs, paces: Mapping[Key, Pace], amount: int, code: str) -> None:
    wait = allowances.spend(paces, amount)
    if wait:
        acts.refused = TooManyActs(code, seconds=math.ceil(wait))
        raise acts.refused
