"""Reopening and cancellation (semantics §§5, 9)."""

from datetime import timedelta
from typing import Any

from sla.clauses import PLAIN, terms
from sla.making import at, clock, fact, filed, hours, look, one, replied
from upheld.sla import Terms


def states(terms: Terms, facts: list[Any], when: str) -> list[tuple[str, int, str, str | None]]:
    return [(r.objective, r.cycle, r.state, r.outcome) for r in look(terms, facts, when).readings]


SOLVED = [
    filed(),
    replied("10:05"),
    fact("12:00", "resolution_provided", id="r"),
    fact("13:00", "resolution_accepted", id="r"),
]


def test_a_reopening_as_a_new_cycle_starts_fresh_clocks() -> None:
    facts = [*SOLVED, fact("+1 13:00", "reopened")]
    found = look(terms(), facts, "+1 14:00")
    assert one(found, "resolution", 1).outcome == "met"
    fresh = one(found, "restoration", 2)
    assert (fresh.started_at, fresh.due_at, fresh.counted) == (at("+1 13:00"), at("+1 17:00"), hours(1))
    assert [r.cycle for r in found.readings if r.objective == "response"] == [1]
    updates = [(r.cycle, r.state) for r in found.readings if r.objective == "update"]
    assert updates == [(1, "stopped"), (2, "stopped"), (3, "cancelled"), (4, "running")]


def test_a_reopening_that_continues_takes_the_acceptance_back() -> None:
    continuing = terms(reopening={"within": "5d", "as": "continue"})
    facts = [*SOLVED, fact("15:00", "reopened")]
    reading = clock(continuing, facts, "16:00", "resolution")
    # 10–12, then 12–13 like testing (it counts), 13–15 stood accepted, 15–16.
    assert (reading.cycle, reading.state, reading.counted) == (1, "running", hours(4))
    assert clock(continuing, facts, "16:00", "restoration").outcome is None
    pausing = terms(reopening={"within": "5d", "as": "continue"}, acceptance={"testing": "pauses"})
    assert clock(pausing, facts, "16:00", "resolution").counted == hours(3)


def test_a_workarounds_own_acceptance_survives_the_reopening() -> None:
    facts = [
        filed(),
        fact("11:00", "workaround_provided", id="w"),
        fact("11:10", "workaround_accepted", id="w"),
        fact("12:00", "resolution_provided", id="r"),
        fact("13:00", "resolution_accepted", id="r"),
        fact("15:00", "reopened"),
    ]
    found = look(terms(reopening={"within": "5d", "as": "continue"}), facts, "16:00")
    assert (one(found, "restoration").stopped_at, one(found, "resolution").state) == (at("11:00"), "running")


def test_reopening_is_in_time_at_the_very_limit() -> None:
    assert look(terms(), [*SOLVED, fact("+5 13:00", "reopened")], "+5 14:00").refused == ()
    late = look(terms(), [*SOLVED, fact(at("+5 13:00:00.000001"), "reopened")], "+5 14:00")
    assert [one.code for one in late.refused] == ["reopening_too_late"]
    assert [r.code for r in look(PLAIN, [*SOLVED, fact("13:30", "reopened")], "14:00").refused] == ["no_reopening"]


def test_a_cancellation_cancels_what_is_undecided() -> None:
    facts = [
        filed(),
        fact("10:10", "workaround_provided", id="w"),
        fact("11:00", "ticket_cancelled", reason="duplicate"),
    ]
    assert states(terms(), facts, "12:00") == [
        ("response", 1, "stopped", "missed"),
        ("update", 1, "cancelled", None),
        ("restoration", 1, "cancelled", None),
        ("resolution", 1, "cancelled", None),
    ]
    frozen = clock(terms(), facts, "+9 12:00", "restoration")  # no silence after a cancellation
    assert (frozen.counted, frozen.stopped_at, frozen.due_at) == (timedelta(minutes=10), at("11:00"), None)
