"""Waits on the customer (semantics §§5, 9)."""

from datetime import timedelta

from sla.clauses import terms
from sla.making import at, clock, fact, filed, hours, look


def test_overlapping_requests_are_one_wait_and_a_reply_ends_all() -> None:
    facts = [
        filed(),
        fact("10:30", "information_requested", items=["log"]),
        fact("11:00", "information_requested", items=["video"]),
        fact("11:30", "customer_replied"),
    ]
    reading = clock(terms(), facts, "12:00", "restoration")
    assert (reading.counted, reading.due_at) == (hours(1), at("15:00"))
    paused = clock(terms(), facts[:3], "11:15", "restoration")
    assert (paused.state, paused.due_at, paused.remaining) == ("paused", None, timedelta(hours=3, minutes=30))
    assert look(terms(), facts[:3], "11:15").waiting


def test_a_voided_request_never_paused_anything() -> None:
    facts = [
        filed(),
        fact("10:30", "information_requested", items=["log"]),
        fact("11:00", "information_requested", items=["video"]),
        fact("11:10", "wait_voided", requested_at="10:30"),
    ]
    assert clock(terms(), facts, "11:20", "restoration").counted == hours(1)
    both = [*facts, fact("11:15", "wait_voided", requested_at="11:00")]
    assert clock(terms(), both, "11:20", "restoration").state == "running"
    assert not look(terms(), both, "11:20").waiting


def test_a_request_after_the_ruling_is_another_wait_also_at_the_same_instant() -> None:
    facts = [
        filed(),
        fact("11:00", "information_requested", items=["log"]),
        fact("11:00", "wait_voided", requested_at="11:00"),
        fact("11:00", "information_requested", items=["video"]),
    ]
    reading = clock(terms(), facts, "12:00", "restoration")
    assert (reading.state, reading.counted) == ("paused", hours(1))
    assert look(terms(), facts, "12:00").waiting
    again = [*facts, fact("11:30", "wait_voided", requested_at="11:00")]
    assert clock(terms(), again, "12:00", "restoration").counted == hours(2)


def test_a_wait_ends_with_the_acceptance_and_is_not_answered_by_a_rejection() -> None:
    facts = [
        filed(),
        fact("10:30", "information_requested", items=["log"]),
        fact("11:00", "resolution_provided", id="r"),
        fact("12:00", "resolution_rejected", id="r"),
    ]
    assert clock(terms(), facts, "13:00", "resolution").state == "paused"
    again = [*facts, fact("13:00", "resolution_provided", id="s"), fact("14:00", "resolution_accepted", id="s")]
    assert not look(terms(), again, "15:00").waiting
    assert clock(terms(), again, "15:00", "resolution").counted == timedelta(minutes=30)


def test_a_missed_clock_keeps_its_deadline_while_it_is_paused() -> None:
    facts = [filed(), fact("15:00", "information_requested", items=["log"])]
    reading = clock(terms(), facts, "16:00", "restoration")
    assert (reading.state, reading.outcome, reading.due_at, reading.overdue) == (
        "paused",
        "missed",
        at("14:00"),
        hours(1),
    )
