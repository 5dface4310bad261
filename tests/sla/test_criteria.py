"""Criteria: CEL without calls, over declared evidence, with three truth values (semantics §3)."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.making import document, make_terms, severity
from upheld.sla import EvidenceInvalid, propose_severity
from upheld.sla.criteria.check import check_criterion
from upheld.sla.criteria.evaluate import holds

OWN = {"a": "boolean", "b": "boolean", "n": "integer", "m": "integer", "x": "number", "s": "text"}


@pytest.mark.parametrize(
    ("criterion", "code"),
    [
        ("size(s) > 1", "criteria_call"),
        ("s.startsWith('x')", "criteria_member"),
        ("[1, 2].all(i, i > 0)", "criteria_member"),
        ("has(s.x)", "criteria_call"),
        ("{1: 2}", "criteria_call"),
        ("s[0] == 'x'", "criteria_member"),
        ("nonsense > 1", "criteria_name"),
        ("a &&", "criteria_syntax"),
        ("a & b", "criteria_syntax"),
        ("a b", "criteria_syntax"),
        ("'unclosed", "criteria_syntax"),
        ("'\\q' == s", "criteria_escape"),
        ("n", "criteria_no_truth"),
        ("n > s", "criteria_types"),
        ("a > b || !n", "criteria_types"),
        ("n + x > 1.0", "criteria_types"),
        ("n == 99999999999999999999", "criteria_number"),
        ("n < 9223372036854775808", "criteria_number"),
        ("(" * 400 + "a" + ")" * 400, "criteria_too_deep"),
        ("a ||" * 300 + "a", "criteria_too_long"),
        ("[" * 500, "criteria_too_deep"),
        ("", "criteria_syntax"),
        ("a\x00", "criteria_syntax"),
    ],
)
def test_what_is_no_criterion_is_refused(criterion: str, code: str) -> None:
    assert [found[0] for found in check_criterion(criterion, OWN)] == [code]


@pytest.mark.parametrize(
    "criterion", ["!" * 990 + "a", "- " * 400 + "1 > n", "a" + " || a" * 150, "a ? b : " * 20 + "a"]
)
def test_long_criteria_are_read_in_bounded_depth(criterion: str) -> None:
    assert check_criterion(criterion, OWN) == []
    assert holds(criterion, {"a": True, "b": True, "n": -5}) is not None


@pytest.mark.parametrize(
    ("criterion", "evidence", "truth"),
    [
        ("a || b", {"a": True}, True),
        ("b || a", {"a": True}, True),
        ("a || b", {"a": False}, None),
        ("a && b", {"b": False}, False),
        ("a && b", {"b": True}, None),
        ("!a", {}, None),
        ("n > 5", {}, None),
        ("n > 5 || true", {}, True),
        ("n / m > 1", {"n": 4, "m": 0}, None),
        ("n / m > 1 || a", {"n": 4, "m": 0, "a": True}, True),
        ("n / m == -2 && n % m == -1", {"n": -5, "m": 2}, True),
        ("n * m > 0", {"n": 2**62, "m": 4}, None),
        ("x >= 99", {"x": 99.5}, True),
        ("x == 5", {"x": 5.0}, True),
        ("s in ['production', 'staging']", {"s": "staging"}, True),
        ("n in [1, m]", {"n": 1}, True),
        ("n in [2, m]", {"n": 1}, None),
        ("a ? b : true", {"a": False}, True),
        ("a ? b : true", {}, None),
        ("s == '\\u7d27' && s != \"x\"", {"s": "紧"}, True),
        ("!(a && b) == (!a || !b)", {"a": True, "b": False}, True),
    ],
)
def test_evaluation_has_three_values(criterion: str, evidence: dict[str, Any], truth: bool | None) -> None:
    assert check_criterion(criterion, OWN) == []
    assert holds(criterion, evidence) is truth


numbers = st.sampled_from(["n", "m", "1", "-3", "(n + 2)", "(m - n)", "n * 2", "n / 3", "m % 4"])
booleans = st.recursive(
    st.sampled_from(["a", "b", "true", "s == 'p'", "x > 1.5", "x <= n"])
    | st.builds("{} {} {}".format, numbers, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), numbers),
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from(["&&", "||"]), inner)
        | st.builds("!({})".format, inner)
        | st.builds("({} ? {} : {})".format, inner, inner, inner)
    ),
    max_leaves=8,
)
evidence = st.fixed_dictionaries(
    {
        "a": st.booleans(),
        "b": st.booleans(),
        "n": st.integers(-9, 9),
        "m": st.integers(-9, 9),
        "x": st.sampled_from([0.5, 1.5, 2.0, -3.0]),
        "s": st.sampled_from(["p", "q"]),
    }
)


@given(booleans, evidence)
@settings(max_examples=150)
def test_on_full_evidence_it_is_what_the_library_of_cel_says(criterion: str, values: dict[str, Any]) -> None:
    cel = pytest.importorskip("cel", reason="common-expression-language is not installed")
    assert check_criterion(criterion, OWN) == []
    assert holds(criterion, values) is cel.evaluate(criterion, values)


@given(booleans, evidence, st.sets(st.sampled_from(sorted(OWN))))
@settings(max_examples=150)
def test_what_is_decided_on_partial_evidence_stays_so(criterion: str, values: dict[str, Any], gone: set[str]) -> None:
    partial = {name: value for name, value in values.items() if name not in gone}
    truth = holds(criterion, partial)
    assert truth is None or truth is holds(criterion, values)


TERMS = make_terms(
    severities=[
        {
            **severity("P0", response="15m"),
            "criteria": "service_down_minutes > 5 || (core_function_down && affected_percent >= 99)",
        },
        {**severity("P1", response="1h"), "criteria": "core_function_down"},
        severity("P2", response="4h"),
    ]
)


def test_the_highest_severity_that_is_true_is_proposed() -> None:
    assert propose_severity(TERMS, {"service_down_minutes": 5.5}).severity == "P0"
    found = propose_severity(TERMS, {"core_function_down": True})
    assert (found.severity, found.undetermined) == ("P1", ("P0",))
    assert propose_severity(TERMS, {"service_down_minutes": 5, "core_function_down": False}).severity is None


@pytest.mark.parametrize("percent", [7, 7.0])
@pytest.mark.parametrize(
    "criterion",
    [
        "affected_percent / 2.0 > 3.2",
        "affected_percent / error_rate_percent > 3.2",
        "affected_percent * latency_ms > 1.0",
    ],
)
def test_a_number_is_a_number_however_it_is_written(criterion: str, percent: float) -> None:
    terms = make_terms(severities=[{**severity("P0", response="1h"), "criteria": criterion}])
    evidence = {"affected_percent": percent, "error_rate_percent": 2, "latency_ms": 2**62}
    assert propose_severity(terms, evidence).severity == "P0"


def test_unproven_evidence_proposes_nothing_and_monitoring_sets_a_floor() -> None:
    seen = {"service_down_minutes": 30, "core_function_down": True}
    assert propose_severity(TERMS, seen, proven=["core_function_down"]).severity == "P1"
    watched = propose_severity(TERMS, seen, proven=[], monitored=["core_function_down"])
    assert (watched.severity, watched.floor) == ("P1", "P1")


def test_facts_help_monitoring_to_a_floor_and_make_none_alone() -> None:
    facts = {"core_function_down": True}  # P1 on these alone
    assert propose_severity(TERMS, {}, facts=facts).floor is None
    seen = {"service_down_minutes": 6}
    assert propose_severity(TERMS, seen, monitored=seen, facts=facts).floor == "P0"
    assert propose_severity(TERMS, seen, facts=facts).floor is None
    little = {"service_down_minutes": 1}
    assert propose_severity(TERMS, little, monitored=little, facts=facts).floor is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonsense": 1},
        {"core_function_down": 1},
        {"affected_percent": "99"},
        {"affected_percent": float("nan")},
        {"affected_users": 1.5},
    ],
)
def test_undeclared_or_mistyped_evidence_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(EvidenceInvalid):
        propose_severity(TERMS, wrong)


def test_a_contract_can_declare_evidence_of_its_own() -> None:
    own = make_terms(
        evidence={"rooms_down": "integer"},
        severities=[{**severity("P0", response="1h"), "criteria": "rooms_down > 3"}],
    )
    assert propose_severity(own, {"rooms_down": 4}).severity == "P0"
    assert document()["severities"]


def test_what_facts_alone_make_true_does_not_hide_what_was_measured() -> None:
    terms = make_terms(
        severities=[
            severity("P0", response="15m") | {"criteria": "region == 'eu'"},
            severity("P1", response="1h") | {"criteria": "affected_percent >= 30"},
        ]
    )
    seen = {"affected_percent": 40.0}
    assert propose_severity(terms, seen, monitored=seen, facts={"region": "eu"}).floor == "P1"
