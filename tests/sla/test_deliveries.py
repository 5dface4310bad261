"""Workarounds and resolutions: delivered, accepted, rejected, passed in silence (semantics §§5, 9)."""

from datetime import timedelta

from sla.clauses import PLAIN, terms
from sla.making import at, clock, fact, filed, hours, look, one


def test_a_delivery_stands_still_until_it_is_decided() -> None:
    facts = [filed(), fact("12:00", "workaround_provided", id="w")]
    reading = clock(terms(), facts, "20:00", "restoration")
    assert (reading.state, reading.outcome, reading.counted, reading.due_at) == (
        "delivered",
        None,
        hours(2),
        at("14:00"),
    )
    assert clock(terms(), facts, "20:00", "resolution").state == "running"


def test_an_accepted_delivery_stops_at_the_delivery_and_silence_accepts() -> None:
    facts = [filed(), fact("12:00", "resolution_provided", id="r")]
    assert clock(terms(), facts, "+2 12:00", "restoration").state == "delivered"
    accepted = look(terms(), facts, "+2 12:00:00.000001")
    assert accepted.resolved
    for objective in ("restoration", "resolution"):
        reading = one(accepted, objective)
        assert (reading.outcome, reading.stopped_at, reading.decided_at) == ("met", at("12:00"), at("12:00"))


def test_a_rejection_at_the_end_of_silence_is_in_time() -> None:
    facts = [filed(), fact("12:00", "resolution_provided", id="r"), fact("+2 12:00", "resolution_rejected", id="r")]
    found = look(terms(), facts, "+2 12:01")
    assert found.refused == ()
    assert one(found, "restoration").outcome == "missed"
    assert one(found, "restoration").decided_at == at("14:00")


def test_without_acceptance_rules_silence_accepts_nothing() -> None:
    facts = [filed(), fact("12:00", "resolution_provided", id="r")]
    assert clock(PLAIN, facts, "+300 00:00", "resolution").state == "delivered"


def test_testing_counts_or_pauses() -> None:
    facts = [filed(), fact("12:00", "workaround_provided", id="w"), fact("13:00", "workaround_rejected", id="w")]
    assert clock(terms(), facts, "13:30", "restoration").due_at == at("14:00")
    pauses = terms(acceptance={"after": "2d", "testing": "pauses"})
    reading = clock(pauses, facts, "13:30", "restoration")
    assert (reading.due_at, reading.counted) == (at("15:00"), timedelta(hours=2, minutes=30))
    assert clock(pauses, facts, "13:30", "resolution").counted == timedelta(hours=3, minutes=30)


def test_a_deadline_before_an_undecided_delivery_is_missed() -> None:
    facts = [filed(), fact("15:00", "workaround_provided", id="w")]
    reading = clock(terms(), facts, "16:00", "restoration")
    assert (reading.state, reading.outcome, reading.overdue) == ("delivered", "missed", hours(1))


def test_the_delivery_accepted_first_stops_the_clock() -> None:
    facts = [
        filed(),
        fact("11:00", "workaround_provided", id="a"),
        fact("12:00", "workaround_provided", id="b"),
        fact("12:30", "workaround_accepted", id="b"),
        fact("12:40", "workaround_accepted", id="a"),
    ]
    assert clock(terms(), facts, "13:00", "restoration").stopped_at == at("12:00")
    assert clock(terms(), facts[:3], "13:00", "restoration").counted == hours(1)
