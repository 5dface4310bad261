"""The worked cases of the documentation, run against the core and against the slow reference.

What a case expects was worked out by hand from the semantics page; the arithmetic stands beside it.
"""

from typing import Any

import pytest

from cases.worked import FIELDS, Moment, cases, differences, moments
from sla import oracle
from sla.oracle.units import duration, instant, written
from sla.product import count_seconds, due_instant, judge

CASES = cases()
each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 44


@each_case
def test_case_is_well_formed(case: dict[str, Any]) -> None:
    for words in (case["title"], case["text"]):
        assert words["en"].strip()
        assert words["zh"].strip()
    named = [name for moment in moments(case) for reading in moment.readings for name in reading]
    assert set(named) <= FIELDS
    assert named or case.get("due") or case.get("counted")


@each_case
def test_reference_agrees(case: dict[str, Any]) -> None:
    for moment in moments(case):
        verdict = oracle.assess(case["terms"], case["facts"], moment.as_of)
        assert differences(moment, verdict.readings) == [], moment.as_of
        _check_refused(case, moment, [fact for fact, _ in verdict.refused])


@each_case
def test_core_agrees(case: dict[str, Any]) -> None:
    for moment in moments(case):
        verdict = judge(case["terms"], case["facts"], moment.as_of)
        assert differences(moment, verdict.readings) == [], moment.as_of
        _check_refused(case, moment, verdict.refused)


def _check_refused(case: dict[str, Any], moment: Moment, refused: list[dict[str, Any]]) -> None:
    if moment.refused is not None:
        known = [case["facts"][number - 1] for number in moment.refused]
        assert refused == [fact for fact in known if instant(fact["at"]) <= instant(moment.as_of)]


@each_case
def test_calendar_sums(case: dict[str, Any]) -> None:
    for sum_ in case.get("counted", ()):
        calendar = oracle.calendar_of(case["terms"], sum_["calendar"])
        begin, end = instant(sum_["from"]), instant(sum_["to"])
        assert calendar.counted(begin, end) == sum_["is"] * 1_000_000
        assert count_seconds(case["terms"], sum_["calendar"], sum_["from"], sum_["to"]) == sum_["is"]
    for sum_ in case.get("due", ()):
        calendar = oracle.calendar_of(case["terms"], sum_["calendar"])
        need = duration(sum_["add"], calendar.business_day)
        assert written(calendar.after(instant(sum_["from"]), need)) == sum_["is"]
        assert due_instant(case["terms"], sum_["calendar"], sum_["from"], need) == sum_["is"]
