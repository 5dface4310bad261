"""Damps the notices of update cycles that are missed one after the other. Pure.

A *run* is a sequence of consecutively missed update cycles of one ticket. In a run each escalation step is notified
once, at the first cycle that reaches it. While the run lasts, its recipients get one digest after an hour, after four
hours, and then daily, counted from the first miss. A cycle that is met, or cancelled, ends the run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST_DIGESTS = (timedelta(hours=1), timedelta(hours=4))
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cycle:
    """An update cycle of a ticket: when it was missed, if it was, and the indexes of the steps that it has reached."""

    missed_at: datetime | None
    steps: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Run:
    """A run as its newest cycle sees it. ``steps`` are all that its cycles have reached so far."""

    first_missed_at: datetime
    missed: int
    steps: frozenset[int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to send a step. If not ``tell``, ``digest`` is the run to report to its recipients, if any."""

    tell: bool
    digest: Run | None = None


class UpdateRuns:
    """The update cycles of a ticket, with their runs computed in one pass."""

    def __init__(self, cycles: Mapping[int, Cycle]) -> None:
        self._cycles = cycles
        self._first: dict[int, int] = {}
        self._earlier: dict[int, frozenset[int]] = {}
        for number in sorted(cycles):
            before = cycles.get(number - 1)
            goes_on = before is not None and before.missed_at is not None
            self._first[number] = self._first[number - 1] if goes_on else number
            self._earlier[number] = self._earlier[number - 1] | before.steps if before and goes_on else frozenset()

    def __contains__(self, number: int) -> bool:
        return number in self._cycles

    def verdict(self, number: int, step: int, *, breach_steps: Sequence[int]) -> Verdict:
        """Decides whether to send a step that cycle ``number`` has reached.

        ``breach_steps`` are the indexes of the steps that a miss reaches, in the order of the contract: the first one
        that the run has reached carries the digests.
        """
        earlier = self._earlier[number]
        if step not in earlier:
            return Verdict(tell=True)
        run = (
            self._summed_up(number)
            if step == next((index for index in breach_steps if index in earlier), None)
            else None
        )
        return Verdict(tell=False, digest=run)

    def _summed_up(self, number: int) -> Run | None:
        first, cycle = self._first[number], self._cycles[number]
        began, before = self._cycles[first].missed_at, self._cycles[number - 1].missed_at
        if began is None or before is None or cycle.missed_at is None:
            return None
        if not digest_between(began, before, cycle.missed_at):
            return None
        return Run(began, number - first + 1, self._earlier[number] | cycle.steps)


def run_around(missed: Mapping[int, datetime], number: int) -> Run | None:
    """The run that cycle ``number`` is part of, to its newest miss. ``missed`` has the instant of each missed cycle."""
    if number not in missed:
        return None
    first = last = number
    while first - 1 in missed:
        first -= 1
    while last + 1 in missed:
        last += 1
    return Run(missed[first], last - first + 1, frozenset())


def digest_between(began: datetime, after: datetime, until: datetime) -> bool:
    """Whether a digest of a run that began then falls due later than ``after`` and not later than ``until``."""
    if any(after < began + wait <= until for wait in FIRST_DIGESTS):
        return True
    return (until - began) // DAY > (after - began) // DAY
