"""Severity while it is disputed, and once it is ruled on (semantics §§5, 9)."""

import pytest

from sla.clauses import terms
from sla.making import at, clock, fact, filed, look, one, replied


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
