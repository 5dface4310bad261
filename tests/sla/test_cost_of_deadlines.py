"""What a deadline costs follows the changes and waits of its ticket: no level multiplies it."""

from __future__ import annotations

import pytest

from upheld.sla.calendar.hours import Always
from upheld.sla.clock.course import course_of
from upheld.sla.clock.deadline import deadline
from upheld.sla.clock.plan import Promise
from upheld.sla.instant import MINUTE
from upheld.sla.interval import Span, holds, without
from upheld.sla.terms.model import Rule

LEVELS, CHANGES, WAITS = 10, 40, 200
END = (CHANGES + WAITS + 10) * MINUTE
NEVER_REACHED = 10_000 * MINUTE


class Counting(Always):
    """The calendar that is always open, and counts how often it is asked."""

    __slots__ = ("questions",)

    def __init__(self) -> None:
        self.questions = 0

    def counted(self, start: int, end: int) -> int:
        self.questions += 1
        return super().counted(start, end)

    def after(self, start: int, amount: int) -> int | None:
        self.questions += 1
        return super().after(start, amount)


def questions(rule: Rule) -> int:
    """How often hours are asked for a deadline with many changes of severity, before many waits."""
    hours = Counting()
    amounts = tuple(NEVER_REACHED + level for level in range(LEVELS))
    promise = Promise("resolution", (None,) * LEVELS, (hours,) * LEVELS, amounts, (1,) * LEVELS, NEVER_REACHED)
    timeline = [(change * MINUTE, LEVELS - 1 - change % LEVELS) for change in range(CHANGES)]
    waits = [(minute * MINUTE, minute * MINUTE + 1) for minute in range(CHANGES, CHANGES + WAITS)]
    due = deadline(rule, course_of(promise, timeline, waits, 0))
    assert due.at is not None
    assert due.at > END
    return hours.questions


def test_an_allowance_from_the_filing_is_counted_once_for_each_level() -> None:
    assert questions("from_filing") <= LEVELS * (WAITS + 2)


def test_a_fresh_allowance_is_counted_once_for_each_change() -> None:
    assert questions("restart") <= CHANGES * (WAITS + 2)


@pytest.mark.parametrize("end", [0, 3, 4, 5, 9, 10, 11, 50])
@pytest.mark.parametrize("start", [0, 3, 4, 5, 9, 10, 11])
def test_a_cover_is_cut_out_wherever_a_span_begins_in_it(start: int, end: int) -> None:
    absences: list[Span] = [(0, 1), (4, 5), (5, 10), (20, 30)]
    out = {instant for begin, stop in absences for instant in range(begin, stop)}
    rest = [instant for begin, stop in without((start, end), absences) for instant in range(begin, stop)]
    assert rest == [instant for instant in range(start, end) if instant not in out]
    assert holds(absences, start) == (start in out)


def test_changes_after_its_end_cost_a_clock_nothing() -> None:
    amounts = (MINUTE, 2 * MINUTE)
    promise = Promise("resolution", (None, None), (Always(), Always()), amounts, (2, 1), 2 * MINUTE)
    timeline = [(change * MINUTE, change % 2) for change in range(10)]
    for stop in (0, MINUTE // 2, MINUTE, 3 * MINUTE, 9 * MINUTE, END):
        whole, cut = course_of(promise, timeline, [(1, 2)], 0), course_of(promise, timeline, [(1, 2)], 0, stop)
        assert cut.until(stop) == whole.until(stop)
        assert all(since <= stop for since, _ in cut.phases)


@pytest.mark.parametrize("rule", ["from_filing", "restart"])
def test_changes_of_severity_alone_cost_a_step_each(rule: Rule) -> None:
    """Twice as many cost no more than twice as much: the check of an export does not count them against one another."""
    counts = []
    for changes in (CHANGES, 2 * CHANGES):
        hours = Counting()
        amounts = tuple(NEVER_REACHED + level for level in range(LEVELS))
        promise = Promise("resolution", (None,) * LEVELS, (hours,) * LEVELS, amounts, (1,) * LEVELS, NEVER_REACHED)
        timeline = [(change * MINUTE, LEVELS - 1 - change % LEVELS) for change in range(changes)]
        assert deadline(rule, course_of(promise, timeline, [], 0)).at is not None
        counts.append(hours.questions)
    assert counts[0] <= counts[1] <= 2 * counts[0]
