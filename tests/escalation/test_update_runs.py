"""Runs of missed updates, without a database: what is told, what is summed up, and when."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.escalation.update_runs import Cycle, Run, UpdateRuns, digest_between

START = datetime(2026, 3, 2, tzinfo=UTC)
WARNING, BREACH, LATER = 0, 1, 2


def missed(count: int, every: timedelta, *, first: int = 1, steps: tuple[int, ...] = (WARNING, BREACH)) -> dict:
    """``count`` cycles that were missed one after the other."""
    return {first + n: Cycle(START + (n + 1) * every, frozenset(steps)) for n in range(count)}


def told(cycles: dict, number: int, step: int = BREACH):
    return UpdateRuns(cycles).verdict(number, step, breach_steps=(BREACH, LATER))


def test_the_first_miss_of_a_run_is_told_and_the_next_is_not() -> None:
    cycles = missed(3, timedelta(minutes=10))
    assert told(cycles, 1).tell
    assert not told(cycles, 2).tell
    assert told(cycles, 2).digest is None


def test_a_step_that_no_earlier_cycle_reached_is_told() -> None:
    cycles = missed(2, timedelta(minutes=10)) | {3: Cycle(START, frozenset({WARNING, BREACH, LATER}))}
    assert told(cycles, 3, LATER).tell


def test_within_a_run_a_warning_is_not_told_again() -> None:
    cycles = missed(1, timedelta(hours=2)) | {2: Cycle(None, frozenset({WARNING}))}
    assert not told(cycles, 2, WARNING).tell


def test_a_met_cycle_ends_the_run() -> None:
    cycles = missed(2, timedelta(minutes=10)) | {3: Cycle(None)} | missed(2, timedelta(minutes=10), first=4)
    assert [told(cycles, number).tell for number in (1, 2, 4, 5)] == [True, False, True, False]


def test_a_digest_counts_the_run_and_names_every_step_that_it_reached() -> None:
    cycles = missed(7, timedelta(minutes=10)) | {1: Cycle(START + timedelta(minutes=10), frozenset({0, 1, 2}))}
    assert told(cycles, 7).digest == Run(START + timedelta(minutes=10), 7, frozenset({0, 1, 2}))
    assert told(cycles, 7, LATER).digest is None
    assert told(cycles, 6).digest is None


def test_a_contract_that_tells_no_breach_has_no_digests() -> None:
    cycles = missed(40, timedelta(hours=1), steps=(WARNING,))
    assert not any(UpdateRuns(cycles).verdict(n, WARNING, breach_steps=()).digest for n in range(2, 41))


@pytest.mark.parametrize(("every", "hours"), [(5, [1, 4, 24, 48]), (60, [1, 4, 24, 48]), (90, [1.5, 4.5, 24, 48])])
def test_digests_come_after_an_hour_after_four_and_daily(every: int, hours: list[float]) -> None:
    step = timedelta(minutes=every)
    cycles = missed(49 * 60 // every + 1, step)
    summed = [number for number in cycles if told(cycles, number).digest]
    assert [(number - 1) * step / timedelta(hours=1) for number in summed] == hours


@given(st.integers(1, 400), st.integers(1, 100_000))
def test_a_long_run_tells_each_step_once_and_few_digests(count: int, seconds: int) -> None:
    every = timedelta(seconds=seconds)
    cycles = missed(count, every)
    verdicts = [told(cycles, number, step) for number in cycles for step in (WARNING, BREACH)]
    assert Counter(verdict.tell for verdict in verdicts)[True] == 2
    assert sum(verdict.digest is not None for verdict in verdicts) <= 2 + (count - 1) * every // timedelta(days=1)


@given(st.lists(st.integers(1, 10**6), max_size=20))
def test_each_digest_falls_into_one_interval(gaps: list[int]) -> None:
    edges = [START]
    for gap in gaps:
        edges.append(edges[-1] + timedelta(seconds=gap))
    hits = sum(digest_between(START, after, until) for after, until in itertools.pairwise(edges))
    assert hits <= len(gaps)
    assert (hits > 0) == (edges[-1] - START >= timedelta(hours=1))
