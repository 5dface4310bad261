"""Laws that hold for every history under every contract (semantics §1)."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sla.histories import gaps, histories, horizon, terms
from sla.making import fact
from upheld.sla import Fact, Reading, Terms, assess, explain, outlook, refuse

MICROSECOND = timedelta(microseconds=1)
many = settings(max_examples=100)


def by_clock(readings: tuple[Reading, ...]) -> dict[tuple[str, int], Reading]:
    return {(reading.objective, reading.cycle): reading for reading in readings}


@given(terms(), histories(), gaps)
@many
def test_the_order_and_the_fields_of_readings_are_sound(terms: Terms, facts: list[Fact], later: timedelta) -> None:
    as_of = facts[-1].at + later
    readings = assess(terms, facts, as_of).readings
    order = ("response", "update", "restoration", "resolution")
    keys = [(order.index(reading.objective), reading.cycle) for reading in readings]
    assert keys == sorted(set(keys))
    for reading in readings:
        assert timedelta(0) <= reading.counted
        assert reading.remaining is None or reading.remaining >= timedelta(0)
        assert (reading.outcome is None) == (reading.decided_at is None)
        assert reading.overdue == timedelta(0) or reading.outcome == "missed"
        if reading.outcome == "met":
            assert reading.stopped_at == reading.decided_at
            assert reading.due_at is None or reading.due_at >= reading.stopped_at  # type: ignore[operator]
        if reading.outcome == "missed":
            assert reading.due_at == reading.decided_at
            assert reading.remaining == timedelta(0)
            assert reading.due_at is not None
            assert reading.due_at < as_of
        if reading.state in ("paused", "cancelled", "pending") and reading.outcome is None:
            assert reading.due_at is None


@given(terms(), histories(), st.data())
@many
def test_assessing_in_between_changes_nothing_that_is_decided(terms: Terms, facts: list[Fact], data: Any) -> None:
    """What was decided at an instant is what a later look says, if no fact worked back in the meantime."""
    working_back = ("severity_ruled", "severity_changed", "exclusion", "wait_voided", "dispute")
    plain = [
        one for one in facts if not one.type.startswith((*working_back, "workaround_re", "resolution_re", "reopened"))
    ]
    plain = [one for one in plain if one.type != "severity_disputed"]
    early = data.draw(st.sampled_from([one.at for one in plain])) + data.draw(gaps)
    late = max(early, horizon(plain))
    before = by_clock(assess(terms, plain, early).readings)
    after = by_clock(assess(terms, plain, late).readings)
    for key, reading in before.items():
        if reading.outcome is not None:
            same = after[key]
            assert (same.outcome, same.decided_at) == (reading.outcome, reading.decided_at)


@given(terms(), histories(), st.data())
@many
def test_a_pause_never_brings_a_deadline_forward(terms: Terms, facts: list[Fact], data: Any) -> None:
    facts = [one for one in facts if one.type not in ("information_requested", "customer_replied", "wait_voided")]
    place = data.draw(st.integers(1, len(facts)))
    begin = facts[place - 1].at
    end = begin + data.draw(gaps) + MICROSECOND
    assume(place == len(facts) or end <= facts[place].at)
    wait = [fact(begin, "information_requested", items=["log"]), fact(end, "customer_replied")]
    as_of = max(end, facts[-1].at)
    without = by_clock(assess(terms, facts, as_of).readings)
    paused = by_clock(assess(terms, [*facts[:place], *wait, *facts[place:]], as_of).readings)
    for key, reading in without.items():
        other = paused.get(key)
        # A pause can save a cycle, and then those after it are others.
        if other is None or key[0] == "update" or reading.started_at != other.started_at:
            continue
        if reading.due_at is not None and other.due_at is not None:
            assert other.due_at >= reading.due_at


@given(terms(), histories())
@many
def test_an_illegal_fact_changes_nothing(terms: Terms, facts: list[Fact]) -> None:
    as_of = horizon(facts)
    found = assess(terms, facts, as_of)
    refused = {id(refusal.fact) for refusal in found.refused}
    kept = [one for one in facts if id(one) not in refused]
    clean = assess(terms, kept, as_of)
    assert clean.refused == ()
    assert clean.readings == found.readings
    for refusal in found.refused:
        assert refusal.text("en")
        assert refusal.text("zh")


@given(terms(), histories())
@many
def test_refuse_says_beforehand_what_assess_says_afterwards(terms: Terms, facts: list[Fact]) -> None:
    *known, last = facts
    refusal = refuse(terms, known, last)
    afterwards = [one.code for one in assess(terms, facts, last.at).refused if one.fact is last]
    assert ([refusal.code] if refusal else []) == afterwards


@given(terms(), histories(), gaps)
@many
def test_the_spans_of_a_reckoning_add_up_exactly(terms: Terms, facts: list[Fact], later: timedelta) -> None:
    as_of = facts[-1].at + later
    for reading in assess(terms, facts, as_of).readings:
        found = explain(terms, facts, as_of, reading.objective, reading.cycle)
        assert found.reading == reading
        assert found.counted == reading.counted
        assert all(left.end == right.start for left, right in zip(found.spans, found.spans[1:], strict=False))
        if found.spans:
            assert found.spans[0].start == reading.started_at
        for span in found.spans:
            assert span.text("en")
            assert span.text("zh")


SHOWN = ("state", "outcome", "provisional", "excluded", "due_at", "stopped_at", "decided_at", "severity", "started_at")


def shown(terms: Terms, facts: list[Fact], at: datetime) -> dict[tuple[str, int], tuple[object, ...]]:
    found = outlook(terms, facts, at)
    marks: dict[tuple[str, int], list[object]] = {}
    for mark in found.marks:
        marks.setdefault((mark.objective, mark.cycle), []).append((mark.kind, mark.step, mark.passed))
    return {
        key: (*(getattr(reading, name) for name in SHOWN), marks.get(key))
        for key, reading in by_clock(found.assessment.readings).items()
    }


@given(terms(), histories(), gaps)
@many
def test_nothing_changes_before_the_next_change(terms: Terms, facts: list[Fact], later: timedelta) -> None:
    as_of = facts[-1].at + later
    found = outlook(terms, facts, as_of)
    changes = [at for at in found.next_at.values() if at is not None]
    assert all(at > as_of for at in changes)
    present = shown(terms, facts, as_of)
    quiet = (min(changes) if changes else as_of + timedelta(days=400)) - MICROSECOND
    between = as_of + (quiet - as_of) / 2
    for instant in (between, quiet):
        if instant > as_of:
            assert shown(terms, facts, instant) == present


@given(terms(), histories(), gaps)
@many
def test_something_changes_at_a_deadline(terms: Terms, facts: list[Fact], later: timedelta) -> None:
    as_of = facts[-1].at + later
    for reading in assess(terms, facts, as_of).readings:
        if reading.state in ("running", "closed_hours") and reading.outcome is None and reading.due_at is not None:
            at_due = by_clock(assess(terms, facts, reading.due_at).readings)[reading.objective, reading.cycle]
            if at_due.state in ("running", "closed_hours"):  # silence may have ended it
                assert at_due.outcome is None
                past = by_clock(assess(terms, facts, reading.due_at + MICROSECOND).readings)
                missed = past[reading.objective, reading.cycle]
                assert missed.outcome == "missed" or missed.state == "cancelled" or missed.state == "delivered"
                assert missed.decided_at == reading.due_at or missed.outcome is None
