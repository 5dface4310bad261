"""What is possible when: the life-cycle table, row by row, and everything that is refused (semantics §4, §9)."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla.making import at, fact, filed, look, make_terms, replied
from upheld.sla import Fact, FactInvalid, read_fact, refusals, refuse, write_fact
from upheld.sla.clock.acts import ACTS
from upheld.sla.clock.life import LIFE_CYCLE

TERMS = make_terms(
    acceptance={"after": "2d"},
    reopening={"within": "3d"},
    exclusions=[
        {"id": "sdk", "objectives": ["resolution"]},
        {"id": "force", "scope": "ticket"},
    ],
)
OPEN = [
    filed(),
    fact("10:10", "information_requested", items=["log"]),
    fact("10:20", "exclusion_claimed", id="c", clause="sdk"),
    fact("10:30", "workaround_provided", id="w"),
    fact("10:40", "resolution_provided", id="r"),
    fact("10:50", "severity_disputed", severity="P1"),
]
STAGES = {
    "new": [],
    "open": OPEN,
    "resolved": [*OPEN, fact("11:00", "resolution_accepted", id="r")],
    "cancelled": [*OPEN, fact("11:00", "ticket_cancelled", reason="duplicate")],
}
WHEN = "12:00"
POSSIBLE = {
    "ticket_filed": {"severity": "P0"},
    "severity_changed/impact": {"severity": "P1", "basis": "impact"},
    "severity_changed/correction": {"severity": "P1", "basis": "correction"},
    "severity_disputed": {"severity": "P1"},
    "dispute_withdrawn": {},
    "severity_ruled": {"severity": "P1"},
    "vendor_replied": {"kind": "reply"},
    "customer_replied": {},
    "information_requested": {"items": ["x"]},
    "wait_voided": {"requested_at": "10:10"},
    "workaround_provided": {"id": "w2"},
    "workaround_accepted": {"id": "w"},
    "workaround_rejected": {"id": "w"},
    "resolution_provided": {"id": "r2"},
    "resolution_accepted": {"id": "r"},
    "resolution_rejected": {"id": "r"},
    "reopened": {},
    "exclusion_claimed": {"id": "c2", "clause": "sdk"},
    "exclusion_accepted": {"id": "c", "by": "customer"},
    "exclusion_rejected": {"id": "c", "by": "arbiter"},
    "ticket_cancelled": {"reason": "withdrawn"},
}


def history(stage: str, row: str) -> list[Fact]:
    """A dispute can only be opened where none is open."""
    return [one for one in STAGES[stage] if not (row == "severity_disputed" and one.type == "severity_disputed")]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("row", LIFE_CYCLE)
def test_a_fact_is_possible_exactly_where_the_table_says(stage: str, row: str) -> None:
    refusal = refuse(TERMS, history(stage, row), fact(WHEN, row.partition("/")[0], **POSSIBLE[row]))
    if stage in LIFE_CYCLE[row]:
        assert refusal is None
    else:
        assert refusal is not None
        assert refusal.code == f"not_while_{stage}"
        assert refusal.text("en")
        assert refusal.text("zh")


def test_every_row_has_an_act_and_every_act_a_row() -> None:
    assert {row.partition("/")[0] for row in LIFE_CYCLE} == set(ACTS)


IMPOSSIBLE = [
    (fact(WHEN, "ticket_lost"), "unknown_type"),
    (fact("09:00", "customer_replied"), "backwards"),
    (fact(WHEN, "severity_changed", severity="P1", basis="mood"), "unknown_basis"),
    (fact(WHEN, "severity_changed", severity="P9", basis="impact"), "unknown_severity"),
    (
        fact(WHEN, "severity_changed", severity="P1", basis="correction", effective_from="09:00"),
        "effective_from_outside",
    ),
    (
        fact(WHEN, "severity_changed", severity="P1", basis="correction", effective_from="12:01"),
        "effective_from_outside",
    ),
    (fact(WHEN, "severity_disputed", severity="P2"), "dispute_open"),
    (fact(WHEN, "severity_ruled", severity="P7"), "unknown_severity"),
    (fact(WHEN, "vendor_replied", kind="fax"), "unknown_kind"),
    (fact(WHEN, "vendor_replied"), "missing_field"),
    (fact(WHEN, "information_requested", items=[]), "no_items"),
    (fact(WHEN, "wait_voided", requested_at="10:11"), "unknown_request"),
    (fact(WHEN, "wait_voided"), "missing_field"),
    (fact(WHEN, "workaround_provided"), "missing_field"),
    (fact(WHEN, "workaround_provided", id="w"), "repeated_delivery"),
    (fact(WHEN, "workaround_accepted", id="r"), "unknown_delivery"),
    (fact(WHEN, "resolution_rejected", id="x"), "unknown_delivery"),
    (fact(WHEN, "exclusion_claimed", id="n", clause="weather"), "unknown_clause"),
    (fact(WHEN, "exclusion_claimed", clause="sdk"), "missing_field"),
    (fact(WHEN, "exclusion_claimed", id="c", clause="sdk"), "repeated_claim"),
    (fact(WHEN, "exclusion_claimed", id="n", clause="sdk", scope="ticket"), "wrong_scope"),
    (fact(WHEN, "exclusion_claimed", id="n", clause="sdk", to="10:00"), "to_not_after_from"),
    (fact(WHEN, "exclusion_claimed", id="n", clause="force", **{"from": "12:00", "to": "11:00"}), "to_not_after_from"),
    (fact(WHEN, "exclusion_accepted", id="n", by="customer"), "unknown_claim"),
    (fact(WHEN, "exclusion_accepted", id="c", by="vendor"), "unknown_decider"),
    (fact(WHEN, "exclusion_accepted", by="customer"), "missing_field"),
    (fact(WHEN, "resolution_rejected"), "missing_field"),
    (fact(WHEN, "severity_changed", severity="P1"), "missing_field"),
    (fact(WHEN, "severity_changed", basis="impact"), "missing_field"),
    (fact(WHEN, "ticket_cancelled", reason="tired"), "unknown_reason"),
    (fact(WHEN, "ticket_cancelled"), "missing_field"),
]


@pytest.mark.parametrize(("impossible", "code"), IMPOSSIBLE)
def test_an_impossible_fact_is_refused_and_changes_nothing(impossible: Fact, code: str) -> None:
    refusal = refuse(TERMS, OPEN, impossible)
    assert refusal is not None
    assert refusal.code == code
    assert refusal.text("en")
    assert refusal.text("zh")
    before, after = look(TERMS, OPEN, "13:00"), look(TERMS, [*OPEN, impossible], "13:00")
    assert after.readings == before.readings
    assert [one.code for one in after.refused] == [code]


def test_the_same_severity_cannot_be_disputed_and_a_ruling_needs_a_dispute() -> None:
    plain = [filed()]
    for bad, code in (
        (fact(WHEN, "severity_disputed", severity="P0"), "same_severity"),
        (fact(WHEN, "severity_ruled", severity="P0"), "no_dispute"),
        (fact(WHEN, "dispute_withdrawn"), "no_dispute"),
    ):
        refusal = refuse(TERMS, plain, bad)
        assert refusal is not None
        assert refusal.code == code


def test_a_claim_is_decided_once_by_each_and_the_arbiter_is_the_last() -> None:
    by = [
        fact("11:10", "exclusion_accepted", id="c", by="customer"),
        fact("11:20", "exclusion_rejected", id="c", by="arbiter"),
    ]
    again = fact(WHEN, "exclusion_accepted", id="c", by="customer")
    assert refuse(TERMS, [*OPEN, by[0]], again).code == "claim_decided"  # type: ignore[union-attr]
    assert refuse(TERMS, [*OPEN, *by], fact(WHEN, "exclusion_accepted", id="c", by="arbiter")) is not None
    assert refuse(TERMS, [*OPEN, by[1]], again) is not None


def test_a_delivery_is_decided_once() -> None:
    facts = [*OPEN, fact("11:00", "workaround_rejected", id="w")]
    refusal = refuse(TERMS, facts, fact(WHEN, "workaround_accepted", id="w"))
    assert refusal is not None
    assert refusal.code == "already_decided"


def test_a_refused_fact_moves_no_silence() -> None:
    """The fact that made us hear the silence is refused, so an earlier one is still in time."""
    facts = [filed(), fact("11:00", "resolution_provided", id="r")]
    late = fact("+2 11:01", "resolution_rejected", id="r")  # silence accepted it a minute ago
    timely = fact("+2 11:00", "resolution_rejected", id="r")
    assert [one.fact for one in look(TERMS, [*facts, late, timely], "+3 00:00").refused] == [late]
    assert look(TERMS, [*facts, late, timely], "+3 00:00").resolved is False
    assert look(TERMS, [*facts, late], "+3 00:00").resolved is True


def test_backwards_is_relative_to_the_last_fact_that_was_not_refused() -> None:
    facts = [filed(), fact("15:00", "severity_ruled", severity="P1"), replied("11:00")]
    assert [one.code for one in look(TERMS, facts, "16:00").refused] == ["no_dispute"]


def test_facts_later_than_the_assessment_are_not_known() -> None:
    assert look(TERMS, [filed("10:00"), replied("12:00")], "11:59").readings[0].stopped_at is None
    assert look(TERMS, [filed("10:00"), replied("12:00")], "12:00").readings[0].stopped_at == at("12:00")
    assert look(TERMS, [filed("10:00")], "09:59").readings == ()


@pytest.mark.parametrize(
    ("line", "paths"),
    [
        ({}, {"at", "type"}),
        ({"at": "yesterday", "type": "reopened"}, {"at"}),
        ({"at": "2026-03-04T10:00:00", "type": "reopened"}, {"at"}),
        ({"at": "2026-03-04 10:00:00Z", "type": "reopened"}, {"at"}),
        ({"at": "2026-02-30T10:00:00Z", "type": "reopened"}, {"at"}),
        ({"at": "0001-01-01T00:00:00+14:00", "type": "reopened"}, {"at"}),
        ({"at": "9999-12-31T23:59:59-01:00", "type": "reopened"}, {"at"}),
        ({"at": "2026-03-04T10:00:00.1234567Z", "type": "reopened"}, {"at"}),
        ({"at": "2026-03-04T10:00:00Z", "type": 5}, {"type"}),
        ({"at": "2026-03-04T10:00:00Z", "type": "vendor_replied", "automatic": "no", "kind": 1}, {"automatic", "kind"}),
        ({"at": "2026-03-04T10:00:00Z", "type": "x", "items": "log", "from": "now"}, {"items", "from"}),
        ({"at": "2026-03-04T10:00:00Z", "type": "x", "items": [1]}, {"items"}),
    ],
)
def test_a_line_that_is_no_fact_names_its_fields(line: dict[str, object], paths: set[str]) -> None:
    with pytest.raises(FactInvalid) as caught:
        read_fact(line)
    assert {problem.path for problem in caught.value.problems} == paths
    assert all(problem.text("zh") for problem in caught.value.problems)


def test_further_keys_of_a_fact_are_passed_over() -> None:
    assert read_fact({"at": "2026-03-04T10:00:00+08:00", "type": "reopened", "author": "x"}).at == at("02:00")


texts = st.none() | st.text(max_size=20)
instants = st.none() | st.datetimes(at("0:00").replace(tzinfo=None), timezones=st.just(at("0:00").tzinfo))  # type: ignore[arg-type]


@given(
    st.builds(
        Fact,
        at=instants.filter(bool),
        type=st.sampled_from(sorted(ACTS)),
        severity=texts,
        id=texts,
        items=st.lists(st.text(max_size=5)).map(tuple),
        automatic=st.booleans(),
        effective_from=instants,
        from_at=instants,
        to_at=instants,
    )
)
def test_written_facts_read_back_the_same(one: Fact) -> None:
    assert read_fact(write_fact(one)) == one


def test_a_refusal_is_known_before_the_facts_after_it_are_judged() -> None:
    """Who stops at the first one does not pay for the others, each of which can take long."""

    def facts() -> Iterator[Fact]:
        yield filed()
        yield fact("10:10", "resolution_accepted", id="none")
        raise AssertionError

    assert next(refusals(TERMS, facts())).code == "unknown_delivery"
