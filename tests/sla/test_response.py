"""The response clock: what stops it, when a breach is decided (semantics §5)."""

from datetime import timedelta
from typing import Any

import pytest

from sla.clauses import PLAIN, terms
from sla.making import at, clock, fact, filed, look, make_terms, replied

NO_TIME = timedelta(0)


def test_a_stop_at_the_very_deadline_is_met() -> None:
    reading = clock(PLAIN, [filed(), replied("10:15")], "11:00", "response")
    assert (reading.outcome, reading.decided_at, reading.remaining) == ("met", at("10:15"), NO_TIME)
    late = clock(PLAIN, [filed(), fact(at("10:15:00.000001"), "vendor_replied", kind="reply")], "11:00", "response")
    assert (late.outcome, late.decided_at, late.stopped_at) == ("missed", at("10:15"), at("10:15:00.000001"))
    assert late.overdue == timedelta(microseconds=1)


def test_a_breach_is_decided_at_its_deadline_only_once_that_has_passed() -> None:
    assert clock(PLAIN, [filed()], "10:15", "response").outcome is None
    reading = clock(PLAIN, [filed()], "12:00", "response")
    assert (reading.state, reading.outcome, reading.decided_at) == ("running", "missed", at("10:15"))
    assert (reading.overdue, reading.remaining) == (timedelta(minutes=105), NO_TIME)


@pytest.mark.parametrize("how", [{"automatic": True}, {"internal": True}, {"kind": "chat"}])
def test_what_does_not_count_is_no_response(how: dict[str, Any]) -> None:
    only_replies = make_terms(response_counts=["reply"])
    assert clock(only_replies, [filed(), replied("10:05", **how)], "10:10", "response").state == "running"


def test_a_kind_that_is_no_response_is_still_an_update() -> None:
    only_replies = make_terms(response_counts=["reply"])
    facts = [filed(), replied("10:05"), replied("10:35", kind="chat"), replied("10:40", internal=True)]
    assert [r.state for r in look(only_replies, facts, "10:50").readings if r.objective == "update"] == [
        "stopped",
        "running",
    ]


def test_a_wait_never_pauses_the_response() -> None:
    facts = [filed(), fact("10:05", "information_requested", items=["log"])]
    assert clock(terms(), facts, "10:10", "response").state == "running"


def test_only_a_reply_or_the_cancellation_ends_the_response_clock() -> None:
    facts = [filed(), fact("10:05", "resolution_provided", id="r"), fact("10:06", "resolution_accepted", id="r")]
    assert clock(terms(), facts, "10:10", "response").state == "running"
    facts.append(fact("10:12", "ticket_cancelled", reason="withdrawn"))
    reading = clock(terms(), facts, "10:20", "response")
    assert (reading.state, reading.stopped_at, reading.decided_at) == ("cancelled", at("10:12"), None)
