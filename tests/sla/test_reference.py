"""The slow reference itself: its table of minutes against the bare definition, and what its histories reach."""

from collections import Counter
from datetime import UTC, datetime
from itertools import product
from random import Random

import pytest

from sla import oracle
from sla.oracle.contract import OBJECTIVES
from sla.oracle.draw_terms import ZONES, changes, first_day, terms
from sla.oracle.histories import history
from sla.oracle.hours import Hours
from sla.oracle.minutes import Calendar
from sla.oracle.units import MINUTE, day_number, instant
from sla.oracle.zones import zone

_HOURS = {"week": {"mon-thu": ["09:00-12:00", "13:00-18:00"], "fri-sun": ["22:30-02:45"]}}


def _is_open(name: str, hours: Hours, minute: int) -> bool:
    wall = datetime.fromtimestamp(minute * 60, UTC).astimezone(zone(name))
    today, now = day_number(wall.date()), wall.hour * 60 + wall.minute
    own = any(begin <= now < end for begin, end in hours.windows(today))
    return own or any(begin <= now + 1440 < end for begin, end in hours.windows(today - 1))


@pytest.mark.parametrize("name", ["Australia/Lord_Howe", "Antarctica/Troll", "Pacific/Chatham", "Africa/Casablanca"])
def test_minutes_are_open_by_their_local_time(name: str) -> None:
    calendar, hours = Calendar({**_HOURS, "timezone": name}, "UTC"), Hours(_HOURS)
    for night in changes(name, 2026):
        first = (day_number(night) - 1) * 1440
        for minute in range(first, first + 3 * 1440):
            assert calendar.is_open(minute * MINUTE) == _is_open(name, hours, minute), minute


def test_counting_and_searching_are_inverse() -> None:
    random = Random(7)
    for _ in range(300):
        name = random.choice(ZONES)
        calendar = Calendar({**_HOURS, "timezone": name}, "UTC")
        a = day_number(first_day(random, name)) * 1440 * MINUTE + random.randrange(3000 * MINUTE)
        need = random.randrange(1, 3000 * MINUTE)
        b = calendar.after(a, need)
        assert b is not None
        assert calendar.counted(a, b) == need
        assert calendar.counted(a, b - 1) == need - 1


def test_histories_are_the_same_for_the_same_seed() -> None:
    assert history(11) == history(11)
    assert history(11) != history(12)


def test_terms_use_many_zones() -> None:
    random = Random(3)
    drawn = [terms(random, name, first_day(random, name), long=False) for name in ZONES]
    zones = {spec["timezone"] for document in drawn for spec in document["calendars"].values() if "timezone" in spec}
    assert len(zones) >= 40


def test_histories_reach_every_corner() -> None:
    seen: Counter[object] = Counter()
    spans = []
    for seed in range(400):
        drawn = history(seed)
        spans.append(instant(drawn.as_of[-1]) - instant(drawn.facts[0]["at"]))
        for as_of in drawn.as_of:
            verdict = oracle.assess(drawn.terms, drawn.facts, as_of)
            seen.update((reading["objective"], reading["state"]) for reading in verdict.readings)
            seen.update((reading["outcome"], reading["provisional"]) for reading in verdict.readings)
            seen.update(reason for _, reason in verdict.refused)
    expected: set[object] = set(product(OBJECTIVES, ("running", "paused", "closed_hours", "stopped", "cancelled")))
    expected |= {("restoration", "delivered"), ("resolution", "delivered"), ("resolution", "pending")}
    expected |= {("met", True), ("missed", True), ("met", False), ("missed", False)}
    assert expected <= set(seen)
    assert len([reason for reason in seen if isinstance(reason, str)]) >= 15
    assert max(spans) > 200 * 1440 * MINUTE
    assert sorted(spans)[len(spans) * 8 // 10] < 14 * 1440 * MINUTE
