"""Exclusions: claimed, decided, known ahead, of a whole ticket (semantics §§5, 9)."""

from datetime import timedelta
from typing import Any

from sla.clauses import terms
from sla.making import at, clock, fact, filed, hours, look, one
from upheld.sla.reckoning import explain
from upheld.sla.reckoning.picture import description
from upheld.sla.reckoning.table import local


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


def test_why_names_what_leaves_the_whole_ticket_out_and_whose_decision_prevails() -> None:
    facts = [
        filed(),
        fact("11:00", "exclusion_claimed", id="f", clause="force"),
        fact("11:30", "exclusion_accepted", id="f", by="customer"),
    ]
    assert explain(terms(), facts, at("11:15"), "response").left_out == ()
    said = "The whole ticket is left out of the figures: clause “"
    text = description(explain(terms(), facts, at("12:00"), "response"), "en", "UTC")
    assert said in text
    assert text.endswith(f"accepted by the customer on {local(at('11:30'), 'UTC')}.")
    facts.append(fact("11:40", "exclusion_accepted", id="f", by="arbiter"))
    text = description(explain(terms(), facts, at("12:00"), "response"), "en", "UTC")
    assert text.endswith(f"accepted by the arbiter on {local(at('11:40'), 'UTC')}.")
    overruled = [*facts[:3], fact("11:40", "exclusion_rejected", id="f", by="arbiter")]
    assert explain(terms(), overruled, at("12:00"), "response").left_out == ()
    interval = [filed(), *claim("11:00")]
    assert explain(terms(), interval, at("12:00"), "restoration").left_out == ()
