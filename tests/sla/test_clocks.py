"""Clocks of a ticket: updates, deliveries, waits, exclusions, reopening, cancellation (semantics §§5, 6, 9)."""

from datetime import timedelta
from typing import Any

import pytest

from sla.making import at, clock, fact, filed, hours, look, make_terms, one, replied, severity
from upheld.sla import CannotAssess, Terms

PLAIN = make_terms()
NO_TIME = timedelta(0)


def terms(**more: Any) -> Terms:
    return make_terms(
        **{
            "acceptance": {"after": "2d"},
            "reopening": {"within": "5d"},
            "pauses": {"waiting_on_customer": ["update", "restoration", "resolution", "response"]},
            "exclusions": [
                {"id": "sdk", "objectives": ["restoration", "resolution"]},
                {"id": "force", "scope": "ticket"},
            ],
            **more,
        }
    )


def states(terms: Terms, facts: list[Any], when: str) -> list[tuple[str, int, str, str | None]]:
    return [(r.objective, r.cycle, r.state, r.outcome) for r in look(terms, facts, when).readings]


# --- response ---


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


# --- closed hours, pending ---


def test_outside_the_hours_of_the_severity_a_clock_shows_closed_hours() -> None:
    office = make_terms(severities=[severity("P0", "office", response="2h")])
    assert clock(office, [filed("17:00")], "18:00", "response").state == "closed_hours"
    reading = clock(office, [filed("17:00")], "+1 08:59", "response")
    assert (reading.state, reading.due_at, reading.counted) == ("closed_hours", at("+1 10:00"), hours(1))


def test_a_pending_reading_has_no_instants() -> None:
    late = [severity("P0", restoration="4h", resolution={"within": "8h", "starts": "restoration"})]
    reading = clock(make_terms(severities=late), [filed()], "11:00", "resolution")
    assert (reading.state, reading.started_at, reading.due_at) == ("pending", None, None)
    assert (reading.counted, reading.remaining, reading.allowance) == (NO_TIME, hours(8), hours(8))
    ended = [filed(), fact("11:00", "ticket_cancelled", reason="duplicate")]
    cancelled = clock(make_terms(severities=late), ended, "12:00", "resolution")
    assert (cancelled.state, cancelled.started_at, cancelled.stopped_at) == ("cancelled", None, at("11:00"))


def test_a_resolution_never_stops_before_it_starts() -> None:
    late = [severity("P0", restoration="4h", resolution={"within": "8h", "starts": "restoration"})]
    facts = [
        filed(),
        fact("10:30", "resolution_provided", id="r"),
        fact("11:00", "workaround_provided", id="w"),
        fact("11:10", "workaround_accepted", id="w"),
        fact("11:20", "resolution_accepted", id="r"),
    ]
    assert clock(make_terms(severities=late), facts, "12:00", "restoration").stopped_at == at("11:00")
    reading = clock(make_terms(severities=late), facts, "12:00", "resolution")
    assert (reading.started_at, reading.stopped_at, reading.counted) == (at("11:00"), at("11:00"), NO_TIME)
    assert clock(make_terms(severities=late), facts[:3], "11:05", "resolution").state == "pending"


# --- updates ---


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


# --- deliveries ---


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


# --- waits ---


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


# --- exclusions ---


def claim(when: str, **fields: Any) -> list[Any]:
    return [
        fact(when, "exclusion_claimed", id="c", clause="sdk", **fields),
        fact(when, "exclusion_accepted", id="c", by="customer"),
    ]


def test_an_accepted_claim_works_back_and_can_take_back_a_miss() -> None:
    missed = [filed()]
    assert clock(terms(), missed, "15:00", "restoration").outcome == "missed"
    facts = [*missed, *claim("15:00", **{"from": "11:00", "to": "14:30"})]
    reading = clock(terms(), facts, "15:00", "restoration")
    assert (reading.outcome, reading.counted, reading.due_at) == (None, timedelta(minutes=90), at("17:30"))
    assert clock(terms(), facts, "15:00", "response").outcome == "missed"


def test_a_claim_without_a_decision_or_rejected_by_the_arbiter_has_no_effect() -> None:
    facts = [filed(), *claim("11:00")]
    assert clock(terms(), facts, "12:00", "restoration").state == "paused"
    assert clock(terms(), facts[:2], "12:00", "restoration").state == "running"
    overruled = [*facts, fact("11:30", "exclusion_rejected", id="c", by="arbiter")]
    assert clock(terms(), overruled, "12:00", "restoration").state == "running"


def test_a_known_exclusion_ahead_moves_the_projected_deadline() -> None:
    facts = [filed(), *claim("10:00", **{"from": "12:00", "to": "13:00"})]
    assert clock(terms(), facts, "11:00", "restoration").due_at == at("15:00")
    endless = [filed(), *claim("10:00", **{"from": "12:00"})]
    reading = clock(terms(), endless, "11:00", "restoration")
    assert (reading.state, reading.due_at, reading.remaining) == ("running", None, hours(3))


def test_a_wait_inside_an_exclusion_is_left_out_once() -> None:
    facts = [
        filed(),
        fact("11:00", "information_requested", items=["log"]),
        *claim("12:00", **{"from": "10:30", "to": "11:30"}),
        fact("12:00", "customer_replied"),
    ]
    assert clock(terms(), facts, "13:00", "restoration").counted == timedelta(minutes=90)


def test_a_ticket_scope_excludes_every_reading_and_keeps_its_outcome() -> None:
    facts = [
        filed(),
        fact("11:00", "exclusion_claimed", id="f", clause="force"),
        fact("11:30", "exclusion_accepted", id="f", by="arbiter"),
    ]
    found = look(terms(), facts, "12:00")
    assert all(reading.excluded for reading in found.readings)
    assert one(found, "response").outcome == "missed"
    assert not any(reading.excluded for reading in look(terms(), facts[:2], "12:00").readings)


# --- reopening and cancellation ---

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


# --- disputes ---


def test_an_open_dispute_holds_the_higher_severity_and_marks_what_hangs_on_it() -> None:
    facts = [filed("10:00", "P1"), fact("10:10", "severity_disputed", severity="P0")]
    found = look(terms(), facts, "10:40")
    assert (found.severity, found.dispute_open) == ("P0", True)
    reading = one(found, "response")
    # A sixth of P1's hour is used; five sixths of P0's quarter are 12 min 30 s.
    assert (reading.outcome, reading.decided_at, reading.provisional) == ("missed", at("10:22:30"), True)
    withdrawn = look(terms(), [*facts, fact("10:45", "dispute_withdrawn")], "10:50")
    assert (one(withdrawn, "response").outcome, withdrawn.severity) == (None, "P1")


def test_what_would_be_the_same_without_the_dispute_is_not_provisional() -> None:
    facts = [filed("10:00", "P1"), replied("10:05"), fact("10:10", "severity_disputed", severity="P0")]
    assert one(look(terms(), facts, "10:40"), "response").provisional is False


def test_a_ruling_holds_from_the_instant_of_the_disputed_classification() -> None:
    facts = [
        filed("10:00", "P0"),
        fact("10:05", "severity_changed", severity="P1", basis="impact"),
        fact("10:30", "severity_disputed", severity="P0"),
        fact("11:00", "severity_ruled", severity="P0"),
    ]
    reading = clock(terms(), facts, "11:30", "response")
    assert (reading.outcome, reading.decided_at, reading.provisional) == ("missed", at("10:15"), False)


@pytest.mark.parametrize(("policy", "severity_"), [("higher", "P1"), ("customer", "P2"), ("vendor", "P1")])
def test_whose_severity_holds_during_a_dispute_is_in_the_contract(policy: str, severity_: str) -> None:
    facts = [filed("10:00", "P1"), fact("10:10", "severity_disputed", severity="P2")]
    assert look(terms(while_disputed=policy), facts, "10:20").severity == severity_
