"""Bounds the work of one check by the size of the archive: one of a few kilobytes could ask for hours of it.

An honest archive always has room, because each of its entries and readings takes several bytes of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from upheld.sla import Fact, Terms

STEPS_MIN = 500_000
"""The steps that any check may take. A reading is one step, and so is a fact under each edition it is judged by."""
BYTES_PER_STEP = 4
"""For so many bytes of the archive, a check may take one more step. Honest readings take eight bytes or more."""
READINGS_MIN = 50_000
"""The readings that any check may compute, because each takes two thousand bytes of memory."""
BYTES_PER_READING = 8
"""For so many bytes of the archive, it may compute one more."""
COMPARED = ("workaround_provided", "resolution_provided", "reopened", "wait_voided")
"""Facts each of which can be compared with all others of its ticket: deliveries, rounds, voided waits."""
SEVERITIES = ("severity_changed", "severity_ruled")
"""Facts each of which can be compared with all others of its ticket but those of these types."""
COMPARISONS_PER_STEP = 100

WINDOWS_MAX = 2_000_000
"""The windows of service hours that are held compiled in memory. Those of versions not in use are dropped first."""
WINDOWS_PER_STEP = 10
"""So many windows are compiled in one step."""
LEAF_STEPS = 20
"""The steps of compiling half a year, apart from its windows. One like another half year takes one step."""
TERMS_MAX = 64 * 1024 * 1024
"""The bytes that the terms of all versions may have in any case, because they are held in memory."""
TERMS_RATIO_MOST = 16
"""How many further bytes they may have for each byte of the archive."""


class TooLarge(ValueError):
    """An archive, or what it asks to be computed, is larger than one check takes."""


class Budget:
    """The steps that are left of a check of an archive of ``size`` bytes. Raises TooLarge where they do not suffice."""

    def __init__(self, size: int) -> None:
        self.most = self.left = STEPS_MIN + size // BYTES_PER_STEP
        self.readings_left = READINGS_MIN + size // BYTES_PER_READING
        self.terms_left = TERMS_MAX + TERMS_RATIO_MOST * size

    def spend(self, steps: int) -> None:
        """Take steps, before or after they are done."""
        self.check(steps)
        self.left -= steps

    def check(self, steps: int) -> None:
        """Raise TooLarge if so many steps are not left."""
        if steps > self.left:
            raise TooLarge(f"more than {self.most} readings and facts, too many for an archive of this size")

    def check_readings(self, count: int) -> None:
        """Raise TooLarge if so many readings may not be computed any more."""
        self.check(count)
        if count > self.readings_left:
            raise TooLarge(f"{count} further readings, too many for an archive of this size")

    def spend_on_readings(self, count: int) -> None:
        """Take the steps of computing so many readings."""
        self.check_readings(count)
        self.spend(count)
        self.readings_left -= count

    def spend_on_facts(self, facts: Sequence[Fact], editions: int) -> None:
        """Take the steps of judging the facts of a ticket under so many editions, and of assessing them."""
        self.spend(steps_of_facts(facts, editions))

    def spend_on_terms(self, size: int) -> None:
        """Take the bytes of the terms of a further version."""
        self.terms_left -= size
        if self.terms_left < 0:
            raise TooLarge("terms that are too long for an archive of this size")


def steps_of_facts(facts: Sequence[Fact], editions: int) -> int:
    """The steps of judging the facts of a ticket under so many editions, and of assessing them."""
    compared = sum(fact.type in COMPARED for fact in facts)
    severities = sum(fact.type in SEVERITIES for fact in facts)
    comparisons = compared * len(facts) + severities * (len(facts) - severities)
    return (editions + 1) * (len(facts) + comparisons // COMPARISONS_PER_STEP)


class CompiledCalendars:
    """Counts what the calendars of a check take in time and memory, and drops those of versions that are not in use."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._windows: dict[int, int] = {}
        self._terms: dict[int, Terms] = {}

    def add(self, terms: Terms) -> None:
        """Count the calendars of a version from now on. Nothing of them is compiled before it is used."""
        self._terms[id(terms)], self._windows[id(terms)] = terms, 0
        terms.measure(partial(self._count, id(terms)))

    def _count(self, key: int, windows: int, compiled: bool) -> None:
        self._budget.spend(LEAF_STEPS + windows // WINDOWS_PER_STEP if compiled else 1)
        self._windows[key] += windows + 1
        if sum(self._windows.values()) <= WINDOWS_MAX:
            return
        for other in [other for other, count in self._windows.items() if count and other != key]:
            self.add(self._terms[other])
        if self._windows[key] > WINDOWS_MAX:
            raise TooLarge(f"a version whose calendars have more than {WINDOWS_MAX} windows in the time of its tickets")
