"""Attainment and credits (semantics §7)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from sla.making import at, fact, filed, look, make_terms, replied
from upheld.reports.periods import period_at
from upheld.sla import Decision, attainment, credits, decisions  # noqa: A004
from upheld.sla.attainments import Row, by_hour_of_week, percentiles, write_attainment


def decision(outcome: Any = "met", when: str = "10:00", **more: Any) -> Decision:
    fields: dict[str, Any] = {
        "ticket": "1",
        "objective": "response",
        "cycle": 1,
        "severity": "P0",
        "outcome": outcome,
        "decided_at": at(when),
        "counted": timedelta(minutes=5),
        **more,
    }
    return Decision(**fields)


def test_attainment_is_met_of_met_and_missed() -> None:
    (row,) = attainment([decision(), decision(), decision("missed", overdue=timedelta(hours=1))])
    assert (row.period, row.met, row.missed, row.attainment) == ("2026-03", 2, 1, Fraction(2, 3))
    assert row.lateness[95] == timedelta(hours=1)


def test_nothing_decided_is_empty_and_never_all() -> None:
    (row,) = attainment([decision(excluded=True), decision("missed", provisional=True)])
    assert (row.attainment, row.excluded, row.provisional, row.met) == (None, 1, 1, 0)
    assert write_attainment(None) == ""
    assert write_attainment(Fraction(99_999, 100_000)) == "99.99%"
    assert write_attainment(Fraction(1)) == "100.00%"


def test_the_cancelled_are_listed_by_reason() -> None:
    gone = [
        decision(None, cancelled="duplicate"),
        decision(None, cancelled="duplicate"),
        decision(None, cancelled="withdrawn"),
    ]
    (row,) = attainment(gone)
    assert row.cancelled == {"duplicate": 2, "withdrawn": 1}
    assert row.attainment is None


def test_a_clock_belongs_to_the_period_of_its_decision_in_the_contracts_zone() -> None:
    late = decision(when="2026-03-31T16:30:00+00:00")
    assert [row.period for row in attainment([late], zone="UTC")] == ["2026-03"]
    assert [row.period for row in attainment([late], zone="Asia/Shanghai")] == ["2026-04"]
    assert [row.period for row in attainment([late], zone="Asia/Shanghai", period="quarter")] == ["2026-Q2"]


def test_rows_are_split_by_the_dimensions_asked_for() -> None:
    found = [decision(dimensions={"product": name}) for name in ("im", "rtc", "im")]
    assert [(row.dimensions, row.met) for row in attainment(found, by=["product"])] == [
        ({"product": "im"}, 2),
        ({"product": "rtc"}, 1),
    ]
    assert [row.met for row in attainment(found)] == [3]


def test_updates_count_once_per_ticket() -> None:
    cycles = [decision("met", f"1{hour}:00", objective="update", cycle=hour) for hour in range(8)]
    missed = [decision("missed", f"1{hour}:00", objective="update", cycle=hour, ticket="2") for hour in (5, 3)]
    (row,) = attainment([*cycles, *missed])
    assert (row.met, row.missed) == (1, 1)


def test_decisions_of_a_ticket_gather_its_updates() -> None:
    terms = make_terms()
    facts = [filed(), replied("10:05"), replied("10:40"), replied("11:30")]
    running = decisions("7", look(terms, facts, "11:40"))
    assert [one.objective for one in running] == ["response"]
    solved = [*facts, fact("11:45", "resolution_provided", id="r"), fact("11:50", "resolution_accepted", id="r")]
    found = {one.objective: one for one in decisions("7", look(terms, solved, "12:00"))}
    assert (found["update"].outcome, found["update"].decided_at) == ("met", at("11:50"))
    assert set(found) == {"response", "update", "restoration", "resolution"}
    late = {one.objective: one for one in decisions("7", look(terms, facts, "15:00"))}
    assert (late["update"].outcome, late["update"].decided_at) == ("missed", at("12:30"))


def test_a_cancelled_ticket_has_decisions_with_its_reason() -> None:
    facts = [filed(), fact("10:05", "ticket_cancelled", reason="duplicate")]
    found = decisions("7", look(make_terms(), facts, "11:00"), cancelled_because="duplicate")
    assert {one.objective for one in found} == {"response", "restoration", "resolution"}
    assert {(one.outcome, one.cancelled, one.decided_at) for one in found} == {(None, "duplicate", at("10:05"))}


def test_percentiles_are_spans_that_occurred() -> None:
    spans = [timedelta(minutes=minutes) for minutes in range(1, 101)]
    assert percentiles(spans) == {share: timedelta(minutes=share) for share in (50, 90, 95, 99)}
    assert percentiles([]) == {}
    assert set(percentiles(spans[:1]).values()) == {timedelta(minutes=1)}


def test_hours_of_the_week_are_those_of_the_zone() -> None:
    night = decision("missed", started_at=datetime.fromisoformat("2026-03-04T18:30:00+00:00"))
    assert by_hour_of_week([night, decision()], zone="Asia/Shanghai") == {(3, 2): (0, 1)}


def row(objective: str, severity: str, met: int, missed: int) -> Row:
    share = Fraction(met, met + missed) if met + missed else None
    return Row("2026-03", objective, severity, {}, met, missed, 0, 0, {}, share, {}, {})


PRICES = {
    "currency": "CNY",
    "cap": "12%",
    "bands": [
        {"objective": "response", "severity": "P0", "below": "99%", "credit": "5%"},
        {"objective": "response", "severity": "P0", "below": "90%", "credit": "10%"},
        {"objective": "response", "severity": "P1", "below": "90%", "credit": "3%"},
        {"objective": "restoration", "below": "95%", "credit": "4%"},
    ],
}


@pytest.mark.parametrize(
    ("rows", "total", "capped"),
    [
        ([row("response", "P0", 99, 1)], "0.00", False),
        ([row("response", "P0", 98, 2)], "500.00", False),
        ([row("response", "P0", 8, 2), row("response", "P1", 8, 2)], "1000.00", False),
        ([row("response", "P0", 8, 2), row("restoration", "P2", 0, 1)], "1200.00", True),
        ([row("response", "P0", 50, 1), row("response", "P0", 49, 0)], "0.00", False),
        ([row("response", "P0", 0, 0)], "0.00", False),
    ],
)
def test_the_worst_band_of_each_objective_is_summed_and_capped(rows: list[Row], total: str, capped: bool) -> None:
    found = credits(make_terms(credits=PRICES), rows, Decimal("10000"))
    assert (str(found.total), found.capped, found.currency) == (total, capped, "CNY")


def test_money_is_rounded_once_and_half_even() -> None:
    rows = [row("response", "P0", 98, 2)]
    assert credits(make_terms(credits=PRICES), rows, Decimal("0.50")).total == Decimal("0.02")
    assert credits(make_terms(credits=PRICES), rows, Decimal("0.70")).total == Decimal("0.04")
    yen = {**PRICES, "currency": "JPY"}
    assert str(credits(make_terms(credits=yen), rows, Decimal("12345")).total) == "617"
    assert credits(make_terms(), rows, Decimal("100")).total == 0
    with pytest.raises(ValueError, match="base_amount"):
        credits(make_terms(credits=PRICES), rows, Decimal("NaN"))


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_decisions_at_the_edge_of_time_are_counted(zone: str) -> None:
    edges = [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]
    found = [decision(decided_at=edge, started_at=edge, ticket=str(edge)) for edge in edges]
    assert [row.period for row in attainment(found, zone=zone)] == ["0001-01", "9999-12"]
    assert sum(met for met, _ in by_hour_of_week(found, zone=zone).values()) == 2
    assert [str(period_at(edge, "month", zone)) for edge in edges] == ["0001-01", "9999-12"]
