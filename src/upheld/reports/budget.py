"""Bounds the work of one check by the size of the archive: one of a few kilobytes could ask for hours of it.

An honest archive always has room, because each of its entries and readings takes several bytes of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from upheld.sla import Fact, Terms
from upheld.sla.calendar.calendar import Calendar

STEPS_MIN = 500_000
"""The steps that any check may take. A reading is one step, and so is a fact under each edition it is judged by."""
BYTES_PER_STEP = 4
"""For so many bytes of the archive, a check may take one more step. Honest readings take eight bytes or more."""
DELIVERIES_PER_STEP = 500
"""Each delivery is compared with all others of its ticket; so many comparisons are one step."""

WINDOWS_MAX = 2_000_000
"""The windows of service hours that the calendars of one check may have until their horizons."""
LEAVES_PER_YEAR = 2
WEEKS_PER_LEAF = 27
LEAVES_SHARED = 773
"""Calendars are compiled in leaves of weeks. Far ones without exceptions are shared."""


class TooLarge(ValueError):
    """An archive, or what it asks to be computed, is larger than one check takes."""


class Budget:
    """The steps that are left of a check of an archive of ``size`` bytes. Raises TooLarge where they do not suffice."""

    def __init__(self, size: int) -> None:
        self.most = self.left = STEPS_MIN + size // BYTES_PER_STEP
        self.windows_left = WINDOWS_MAX

    def spend(self, steps: int) -> None:
        """Take steps, before or after they are done."""
        self.check(steps)
        self.left -= steps

    def check(self, steps: int) -> None:
        """Raise TooLarge if so many steps are not left."""
        if steps > self.left:
            raise TooLarge(f"more than {self.most} readings and facts, too many for an archive of this size")

    def spend_on_facts(self, facts: Sequence[Fact], editions: int) -> None:
        """Take the steps of judging the facts of a ticket under so many editions, and of assessing them."""
        self.spend(steps_of_facts(facts, editions))

    def spend_on_calendars(self, terms: Terms) -> None:
        """Take the windows of the calendars of a version, before they are compiled."""
        year = terms.effective_from.year
        self.windows_left -= sum(_windows_until_horizon(calendar, year) for calendar in terms.calendars.values())
        if self.windows_left < 0:
            raise TooLarge(f"calendars with more than {WINDOWS_MAX} windows in all, which one check does not compute")


def steps_of_facts(facts: Sequence[Fact], editions: int) -> int:
    """The steps of judging the facts of a ticket under so many editions, and of assessing them."""
    deliveries = sum(fact.type.endswith("_provided") for fact in facts)
    return (editions + 1) * (len(facts) + deliveries * deliveries // DELIVERIES_PER_STEP)


def _windows_until_horizon(calendar: Calendar, first: int) -> int:
    off = calendar.holidays
    years = 1 if off is None or off.horizon is None else max(1, off.horizon - first + 1)
    special = len(calendar.dates) + (0 if off is None else len(off.dates or ()) + len(off.make_up))
    leaves = min(LEAVES_PER_YEAR * years, LEAVES_SHARED + LEAVES_PER_YEAR * special)
    return leaves * WEEKS_PER_LEAF * sum(map(len, calendar.week))
