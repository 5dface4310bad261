"""Clocks that do not run: outside their hours, or not begun (semantics §§6, 9)."""

from datetime import timedelta

from sla.making import at, clock, fact, filed, hours, make_terms, severity

NO_TIME = timedelta(0)


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
