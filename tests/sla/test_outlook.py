"""What comes next: marks, escalation steps, and the next change."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

from sla.making import at, fact, filed, make_terms, replied, severity
from upheld.sla import Fact, Mark, Outlook, Terms, outlook

MICROSECOND = timedelta(microseconds=1)
STEPS = [
    {"at": "50%", "objectives": ["response"], "severities": ["P0"], "notify": ["group"]},
    {"at": "breach", "notify": ["manager"]},
    {"at": "breach", "after": "30m", "notify": ["csm"]},
]


def terms(**more: Any) -> Terms:
    levels = [
        severity("P0", response={"within": "20m", "warn_at": ["50%", "80%"]}, update="1h", restoration="4h"),
        severity("P1", "office", response="2h"),
    ]
    return make_terms(**{"severities": levels, "escalation": STEPS, **more})


def seen(facts: list[Fact], when: str, **more: Any) -> Outlook:
    return outlook(terms(**more), facts, at(when))


def marks(found: Outlook, objective: str, kind: str, cycle: int = 1) -> list[Mark]:
    return [mark for mark in found.marks if (mark.objective, mark.kind, mark.cycle) == (objective, kind, cycle)]


def test_warnings_lie_where_their_share_of_the_allowance_is_used() -> None:
    found = seen([filed()], "10:11")
    warned = [(mark.share, mark.at, mark.passed) for mark in marks(found, "response", "warn")]
    assert warned == [(Fraction(1, 2), at("10:10"), True), (Fraction(4, 5), at("10:16"), False)]
    assert found.next_at["response", 1] == at("10:16") + MICROSECOND


def test_a_mark_has_passed_only_after_its_instant() -> None:
    assert not marks(seen([filed()], "10:10"), "response", "warn")[0].passed


def test_escalation_steps_are_those_of_the_objective_and_severity() -> None:
    found = seen([filed()], "10:05")
    assert [(mark.step, mark.at) for mark in marks(found, "response", "escalate")] == [
        (0, at("10:10")),
        (1, at("10:20")),
        (2, at("10:50")),
    ]
    assert [mark.step for mark in marks(found, "restoration", "escalate")] == [1, 2]


def test_steps_after_a_breach_pass_only_if_it_happened() -> None:
    in_time = seen([filed(), replied("10:15")], "12:00")
    assert [mark.passed for mark in marks(in_time, "response", "escalate")] == [True, False, False]
    late = seen([filed(), replied("10:40")], "12:00")
    assert [mark.passed for mark in marks(late, "response", "escalate")] == [True, True, False]
    very_late = seen([filed()], "12:00")
    assert [mark.passed for mark in marks(very_late, "response", "escalate")] == [True, True, True]


def test_a_missed_update_is_chased_until_one_comes() -> None:
    facts = [filed(), replied("10:05"), replied("11:15")]
    steps = marks(seen(facts, "11:40"), "update", "escalate", 1)
    assert [(step.step, step.passed) for step in steps] == [(1, True), (2, False)]
    silent = marks(seen(facts[:2], "11:40"), "update", "escalate", 1)
    assert [one.passed for one in silent] == [True, True]
    waiting = seen(facts[:2], "11:20")
    assert waiting.next_at["update", 1] == at("11:35") + MICROSECOND


def test_the_next_change_of_a_shut_clock_is_its_opening() -> None:
    found = seen([filed("19:00", "P1")], "20:00")
    assert found.next_at["response", 1] == at("+1 09:00")
    assert seen([filed("11:00", "P1")], "11:30").next_at["response", 1] == at("12:00")


def test_a_paused_clock_shows_no_marks_ahead_and_waits_for_nothing() -> None:
    paused = {"pauses": {"waiting_on_customer": ["restoration"]}}
    found = seen([filed(), replied("10:01"), fact("10:30", "information_requested", items=["x"])], "11:00", **paused)
    assert [mark.at for mark in marks(found, "restoration", "escalate")] == [None, None]
    assert found.next_at["restoration", 1] is None


def test_silence_is_a_change_of_what_it_would_stop() -> None:
    facts = [filed(), replied("10:05"), fact("10:30", "workaround_provided", id="w")]
    found = seen(facts, "10:40", acceptance={"after": "1h"})
    assert found.next_at["restoration", 1] == at("11:30") + MICROSECOND
    assert found.next_at["response", 1] is None


def test_known_ends_of_exclusions_are_changes() -> None:
    clause = {"exclusions": [{"id": "sdk", "objectives": ["restoration"]}]}
    facts = [
        filed(),
        replied("10:05"),
        fact("10:06", "exclusion_claimed", id="c", clause="sdk", **{"from": "11:00", "to": "12:00"}),
        fact("10:07", "exclusion_accepted", id="c", by="customer"),
    ]
    assert seen(facts, "10:30", **clause).next_at["restoration", 1] == at("11:00")
    assert seen(facts, "11:00", **clause).next_at["restoration", 1] == at("12:00")
    assert seen(facts, "12:00", **clause).next_at["restoration", 1] == at("15:00") + MICROSECOND


def test_marks_of_an_inherited_deadline_are_those_of_the_allowance_that_set_it() -> None:
    levels = [severity("A", response={"within": "1h", "warn_at": ["50%"]}), severity("B", response="2h")]
    facts = [filed("10:00", "B"), fact("11:50", "severity_changed", severity="A", basis="impact")]
    found = outlook(make_terms(severities=levels, reclassification="restart"), facts, at("11:55"))
    assert marks(found, "response", "warn")[0].at == at("11:00")
