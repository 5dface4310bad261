"""Updates: one promise a cycle (semantics §§5, 9)."""

from datetime import timedelta

import pytest

from sla.clauses import PLAIN, terms
from sla.making import at, clock, fact, filed, hours, look, make_terms, replied, severity
from upheld.sla import CannotAssess, Fact
from upheld.sla.assessment import Evaluation, evaluate
from upheld.sla.clock import updates
from upheld.sla.clock.clock import Ending

NO_TIME = timedelta(0)


def test_update_cycles_are_met_missed_and_cancelled() -> None:
    facts = [
        filed(),
        replied("10:05"),
        replied("11:05"),  # at the very deadline
        replied("13:30"),  # misses 12:05 and 13:05
        fact("13:40", "resolution_provided", id="r"),
        fact("13:50", "resolution_accepted", id="r"),
    ]
    found = [r for r in look(terms(), facts, "14:00").readings if r.objective == "update"]
    assert [(r.state, r.outcome) for r in found] == [
        ("stopped", "met"),
        ("stopped", "missed"),
        ("stopped", "missed"),
        ("stopped", "met"),
        ("cancelled", None),
    ]
    missed = found[1]
    assert (missed.stopped_at, missed.decided_at, missed.due_at) == (None, at("12:05"), at("12:05"))
    assert (missed.overdue, missed.counted) == (NO_TIME, hours(1))
    assert found[-1].stopped_at == at("13:50")  # the acceptance, not the delivery


def test_before_the_first_response_updates_have_not_started() -> None:
    reading = clock(PLAIN, [filed()], "10:10", "update")
    assert (reading.state, reading.cycle, reading.started_at) == ("pending", 1, None)


def test_updates_may_end_with_the_restoration() -> None:
    until = [severity("P0", response="1h", update={"every": "1h", "until": "restoration"}, restoration="4h")]
    facts = [
        filed(),
        replied("10:10"),
        fact("10:20", "workaround_provided", id="w"),
        fact("10:30", "workaround_accepted", id="w"),
        replied("10:40"),
    ]
    found = [r for r in look(make_terms(severities=until), facts, "13:00").readings if r.objective == "update"]
    assert [(r.state, r.stopped_at) for r in found] == [("cancelled", at("10:30"))]


def test_a_response_after_the_acceptance_starts_no_updates() -> None:
    facts = [
        filed(),
        fact("10:20", "resolution_provided", id="r"),
        fact("10:30", "resolution_accepted", id="r"),
        replied("10:40"),
    ]
    reading = clock(terms(), facts, "12:00", "update")
    assert (reading.state, reading.started_at, reading.stopped_at) == ("cancelled", None, at("10:30"))


def test_a_promise_broken_for_years_is_listed_cycle_by_cycle_and_bounded() -> None:
    facts = [filed(), replied("10:05")]
    found = [r for r in look(PLAIN, facts, "+365 10:05").readings if r.objective == "update"]
    assert len(found) == 24 * 365
    assert found[4999].due_at == at("10:05") + timedelta(hours=5000)
    with pytest.raises(CannotAssess):
        look(PLAIN, facts, "9999-12-31T00:00:00+00:00")


def changing_ticket(monkeypatch: pytest.MonkeyPatch, near: int) -> Evaluation:
    """An unanswered ticket with many waits and changes of severity, its cycles computed from so many of them first."""
    monkeypatch.setattr(updates, "NEAR", near)
    terms_with_waits = make_terms(pauses={"waiting_on_customer": ["update"]})
    facts = [filed(), replied("10:00")]
    for number in range(300):
        since = at("10:01") + timedelta(minutes=20 * number)
        facts += [
            Fact(at=since, type="severity_changed", severity=f"P{number % 2}", basis="impact"),
            Fact(at=since, type="information_requested", items=("log",)),
            Fact(at=since + timedelta(minutes=5), type="customer_replied"),
        ]
    return evaluate(terms_with_waits, facts, at("10:00") + timedelta(days=4))


def test_a_cycle_reads_only_the_waits_and_severities_near_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the time to assess a ticket grows with the square of its entries."""
    evaluation = changing_ticket(monkeypatch, updates.NEAR)
    courses = [each.course for each in evaluation.clocks if each.ending is Ending.DEADLINE and each.course]
    assert len(courses) > 30
    assert max(len(course.pieces) + len(course.phases) for course in courses) < 100
    every = changing_ticket(monkeypatch, 10_000)
    assert [every.reading(each) for each in every.clocks] == [evaluation.reading(each) for each in evaluation.clocks]
    first = changing_ticket(monkeypatch, 1)
    assert [first.reading(each) for each in first.clocks] == [evaluation.reading(each) for each in evaluation.clocks]
