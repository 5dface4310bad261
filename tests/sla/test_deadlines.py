"""Reclassification: what a change of severity does to a running clock, rule by rule (semantics §5, §9)."""

from datetime import timedelta
from typing import Any

import pytest

from sla.making import at, clock, fact, filed, hours, make_terms, replied, severity
from upheld.sla import Fact, Reading, Terms


def changed(when: str, to: str, basis: str = "impact", **fields: Any) -> Fact:
    return fact(when, "severity_changed", severity=to, basis=basis, **fields)


def terms(rule: str = "carry", **more: Any) -> Terms:
    levels = [
        severity("P0", response="15m"),
        severity("P1", response="4h"),
        severity("P2", "office", response="16h"),
        severity("P3"),
    ]
    changes: dict[str, Any] = {"severities": levels, "reclassification": rule, **more}
    return make_terms(**changes)


def response(rule: str, facts: list[Fact], when: str, **more: Any) -> Reading:
    return clock(terms(rule, **more), facts, when, "response")


def test_carry_takes_the_used_share_along() -> None:
    facts = [filed("10:00", "P1"), changed("12:00", "P0")]
    reading = response("carry", facts, "12:05")
    assert reading.due_at == at("12:07:30")
    assert reading.remaining == timedelta(minutes=2, seconds=30)
    assert (reading.severity, reading.allowance) == ("P0", timedelta(minutes=15))


def test_carry_lowered_and_raised_again_gains_nothing() -> None:
    facts = [filed("10:00", "P0"), changed("10:10", "P1"), changed("10:10:01", "P0")]
    reading = response("carry", facts, "10:11")
    assert at("10:15") < reading.due_at < at("10:15:01.01")  # type: ignore[operator]


def test_carry_rounds_the_deadline_up_to_a_microsecond() -> None:
    three = [severity("A", response="3s"), severity("B", response="7s")]
    facts = [filed("10:00:00", "A"), changed("10:00:01", "B")]
    reading = clock(make_terms(severities=three), facts, "10:00:01", "response")
    # Two thirds of 7 s are 4.666666…
    assert reading.due_at == at("10:00:05.666667")
    assert reading.remaining == timedelta(seconds=4, microseconds=666_667)


def test_carry_counts_each_phase_on_its_own_calendar() -> None:
    facts = [filed("11:00", "P2"), changed("15:00", "P1")]
    reading = response("carry", facts, "15:00")
    # Three office hours of 16 are used; 13/16 of 4 h remain.
    assert reading.due_at == at("18:15")
    assert reading.counted == hours(3)


def test_restart_gives_a_fresh_allowance_but_a_raise_never_a_later_deadline() -> None:
    lowered = [filed("10:00", "P0"), changed("10:10", "P1")]
    assert response("restart", lowered, "10:12").due_at == at("14:10")
    raised_late = [filed("10:00", "P1"), changed("13:50", "P0")]
    reading = response("restart", raised_late, "13:55")
    assert reading.due_at == at("14:00")
    assert reading.remaining == timedelta(minutes=5)
    assert reading.allowance == timedelta(minutes=15)
    raised_early = [filed("10:00", "P1"), changed("11:00", "P0")]
    assert response("restart", raised_early, "11:05").due_at == at("11:15")


def test_restart_keeps_the_calendar_of_an_inherited_deadline() -> None:
    # 16 office hours from 17:30 end two days later at 17:30 … unless the fresh 4 h are nearer.
    facts = [filed("17:30", "P2"), changed("+2 17:00", "P1")]
    reading = response("restart", facts, "+2 17:10")
    assert reading.due_at == at("+2 17:30")
    assert reading.remaining == timedelta(minutes=20)


def test_in_a_pause_with_a_known_end_the_deadlines_held_are_compared_as_if_it_ended_now() -> None:
    levels = [severity("P0", "office", response="1h"), severity("P1", response="4h"), severity("P2", response="9h")]
    clause = {"id": "sdk", "clause": {"en": "Old SDK"}, "objectives": ["response"]}
    made = make_terms(severities=levels, exclusions=[clause], reclassification="restart")
    facts = [
        filed("18:30", "P1"),
        fact("18:40", "exclusion_claimed", id="c", clause="sdk", to="+1 09:00"),
        fact("18:40", "exclusion_accepted", id="c", by="customer"),
        changed("18:50", "P0"),
    ]
    # Ended it now, the four hours would be over in the night, before the office opens; at 09:00 they would not.
    reading = clock(made, facts, "19:00", "response")
    assert (reading.state, reading.remaining) == ("paused", hours(4))
    assert clock(made, facts, "+1 09:00", "response").due_at == at("+1 10:00")


def test_restart_back_and_forth_to_a_severity_without_the_objective_gains_nothing() -> None:
    away = [changed(f"10:{minute}", "P1" if minute % 20 else "P3") for minute in range(20, 60, 10)]
    reading = response("restart", [filed("10:00", "P1"), *away], "10:55")
    assert reading.due_at == at("14:20")  # 4 h from 10:00, without the 20 min under P3
    assert reading.remaining == timedelta(hours=3, minutes=25)


@pytest.mark.parametrize("rule", ["restart", "from_filing"])
def test_a_deadline_at_a_change_is_fixed_as_missed(rule: str) -> None:
    facts = [filed("10:00", "P0"), changed("10:15", "P1")]
    reading = response(rule, facts, "10:20")
    assert (reading.outcome, reading.due_at, reading.severity) == ("missed", at("10:15"), "P1")
    stopped = response(rule, [facts[0], replied("10:15"), facts[1]], "10:20")
    assert stopped.outcome == "met"


def test_from_filing_counts_the_newest_allowance_from_the_start() -> None:
    facts = [filed("10:00", "P0"), changed("10:10", "P1")]
    assert response("from_filing", facts, "10:20").due_at == at("14:00")


def test_from_filing_is_never_due_before_the_change_itself() -> None:
    facts = [filed("10:00", "P1"), changed("11:00", "P0")]
    at_once = response("from_filing", facts, "11:00")
    assert (at_once.due_at, at_once.outcome, at_once.remaining) == (at("11:00"), None, timedelta(0))
    later = response("from_filing", facts, "11:30")
    assert (later.outcome, later.decided_at, later.overdue) == ("missed", at("11:00"), timedelta(minutes=30))


def test_what_a_phase_missed_stays_missed_through_impact_but_not_through_correction() -> None:
    facts = [filed("10:00", "P0"), changed("10:20", "P1")]
    assert response("carry", facts, "10:30").outcome == "missed"
    corrected = [filed("10:00", "P0"), changed("10:20", "P1", "correction")]
    reading = response("carry", corrected, "10:30")
    assert (reading.outcome, reading.due_at) == (None, at("14:00"))


def test_a_correction_replaces_every_classification_from_then_on() -> None:
    facts = [
        filed("10:00", "P1"),
        changed("11:00", "P2"),
        changed("12:00", "P0", "correction", effective_from="10:30"),
    ]
    reading = response("carry", facts, "12:00")
    # An eighth of P1 is used at 10:30; the rest at P0.
    assert reading.due_at == at("10:43:07.5")
    assert reading.outcome == "missed"


def test_a_change_to_the_severity_in_force_resets_nothing() -> None:
    facts = [filed("10:00", "P0"), changed("10:10", "P0"), changed("10:12", "P0", "correction", effective_from="10:05")]
    assert response("restart", facts, "10:12").due_at == at("10:15")


def test_of_changes_at_one_instant_the_last_holds() -> None:
    facts = [filed("10:00", "P1"), changed("10:00", "P2"), changed("10:00", "P0")]
    assert response("restart", facts, "10:01").due_at == at("10:15")


def test_a_severity_without_the_objective_uses_up_nothing_and_pauses() -> None:
    facts = [filed("10:00", "P0"), changed("10:10", "P3"), changed("12:00", "P0")]
    paused = response("carry", facts, "11:00")
    assert (paused.state, paused.due_at, paused.remaining, paused.allowance) == ("paused", None, None, None)
    assert response("carry", facts, "12:01").due_at == at("12:05")
    assert response("restart", facts, "12:01").due_at == at("12:05")  # a raise compares with the last running deadline
    assert response("from_filing", facts, "12:01").due_at == at("12:05")


def test_a_lowering_after_a_phase_without_the_objective_gives_a_fresh_allowance() -> None:
    levels = [severity("A", response="1h"), severity("B"), severity("C", response="2h")]
    facts = [filed("10:00", "A"), changed("10:30", "B"), changed("11:00", "C")]
    reading = clock(make_terms(severities=levels, reclassification="restart"), facts, "11:00", "response")
    assert reading.due_at == at("13:00")


def test_a_stop_where_nothing_is_promised_cancels() -> None:
    facts = [filed("10:00", "P0"), changed("10:10", "P3"), replied("10:12")]
    reading = response("carry", facts, "11:00")
    assert (reading.state, reading.outcome, reading.stopped_at) == ("cancelled", None, at("10:12"))
    late = [filed("10:00", "P0"), changed("10:20", "P3"), replied("10:25")]
    missed = response("carry", late, "11:00")
    assert (missed.state, missed.outcome, missed.decided_at) == ("stopped", "missed", at("10:15"))


def test_an_objective_is_listed_once_a_severity_in_force_has_it() -> None:
    from sla.making import look

    facts = [filed("10:00", "P3"), changed("11:00", "P0")]
    assert look(terms(), facts[:1], "10:30").readings == ()
    reading = response("carry", facts, "11:05")
    assert (reading.started_at, reading.due_at, reading.counted) == (at("10:00"), at("11:15"), timedelta(minutes=5))


def test_what_begins_after_the_stop_does_not_move_the_deadline() -> None:
    facts = [filed("10:00", "P0"), replied("10:05"), changed("10:06", "P1")]
    assert response("carry", facts, "12:00").due_at == at("10:15")
    at_the_stop = [filed("10:00", "P0"), replied("10:05"), changed("10:05", "P1")]
    reading = response("carry", at_the_stop, "12:00")
    assert (reading.severity, reading.due_at) == ("P1", at("12:45"))
