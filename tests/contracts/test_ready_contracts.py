"""The ready contracts against the two articles that they come from, row by row.

``standard`` and ``enterprise`` follow the first article (core terms of support agreements), ``typical`` the second
(what support helps with). A row is told in our own words; levels and deadlines were worked out by hand from it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest

from upheld.contracts.samples import NAMES, sample
from upheld.demo.topics import TOPICS
from upheld.sla import contract_text, load_terms, propose_severity, read_fact
from upheld.sla.assessment import assess

PRODUCTION = {"environment": "production"}
TEST = {"environment": "test"}
DOWN_FOR_ALL = {"core_function_down": True, "affected_percent": 100}


class Row(NamedTuple):
    """What an article says, what a requester would answer, and the level that follows."""

    said: str
    evidence: dict[str, Any]
    level: str


FIRST = (
    Row("P0: service interrupted completely", {"service_down_minutes": 6}, "P0"),
    Row("hard criterion: unavailable for more than 5 minutes", {"service_down_minutes": 5}, "P3"),
    Row("P0: core function unavailable, all users", {**DOWN_FOR_ALL, "workaround_exists": False}, "P0"),
    Row(
        "P1: main function impaired, most users, a workaround exists", {**DOWN_FOR_ALL, "workaround_exists": True}, "P1"
    ),
    Row("P1: main function impaired", {"core_function_down": True, "affected_percent": 20}, "P1"),
    Row("P1: most users affected", {"core_function_down": False, "affected_percent": 50}, "P1"),
    Row("a third is not most users", {"core_function_down": False, "affected_percent": 34}, "P2"),
    Row("P2: lesser function abnormal", {"core_function_down": False, "function_down": True}, "P2"),
    Row("P2: some users affected", {"core_function_down": False, "affected_percent": 5}, "P2"),
    Row("P2: slow, the core business goes on", {"core_function_down": False, "latency_ms": 400}, "P2"),
    Row("P3: hard to use", {"core_function_down": False, "affected_percent": 1}, "P3"),
    Row("P3: a question", {"question_only": True}, "P3"),
    Row("P3: an error in the documentation", {}, "P3"),
)
SECOND = (
    Row("P0: production unavailable altogether", {"service_down_minutes": 1}, "P0"),
    Row("P0: core function fails completely", {**DOWN_FOR_ALL, "workaround_exists": False}, "P0"),
    Row("P1: main function affected, a workaround exists", {**DOWN_FOR_ALL, "workaround_exists": True}, "P1"),
    Row("P2: lesser function abnormal", {"core_function_down": False, "function_down": True}, "P2"),
    Row("P2: a matter of performance", {"core_function_down": False, "latency_ms": 900}, "P2"),
    Row("P3: a question", {"question_only": True}, "P3"),
    Row("P3: a wish for the documentation", {}, "P3"),
    Row("P3: a wish for a function", {"function_down": False}, "P3"),
)
ROWS = [
    pytest.param(name, row, id=f"{name}: {row.said}")
    for name, rows in (("standard", FIRST), ("enterprise", FIRST), ("typical", SECOND))
    for row in rows
]


@pytest.mark.parametrize(("name", "row"), ROWS)
def test_the_level_is_that_of_the_article(name: str, row: Row) -> None:
    terms = load_terms(sample(name))
    assert propose_severity(terms, PRODUCTION | row.evidence).severity == row.level


@pytest.mark.parametrize("name", NAMES)
def test_nothing_in_a_test_environment_is_urgent(name: str) -> None:
    terms = load_terms(sample(name))
    for evidence in ({"service_down_minutes": 60}, {**DOWN_FOR_ALL, "workaround_exists": False}):
        found = propose_severity(terms, TEST | evidence)
        assert found.severity in ("P2", "P3")
        assert not {"P0", "P1"} & set(found.undetermined)


FILED = "2026-03-06T09:30:00Z"
"""A Friday, 17:30 in Shanghai: half an hour before the office of 9–12 and 13–18 closes, the very end of that of
9:00–17:30. No holiday follows in the four weeks after it.
"""

# standard: 15 min, 1 h, 4 h, 1 working day; two stages, 4 h and 5 working days, at the highest level.
# In the office an hour of Friday 17:30 ends on Monday 9:30, four on Monday 13:30 (lunch), a day on Monday 17:30.
# enterprise: round the clock. typical: the upper ends 4 h, 8 h round the clock; 2 and 5 working days of 8.5 h.
DUE: dict[str, dict[str, dict[str, str]]] = {
    "standard": {
        "P0": {
            "response": "2026-03-06T09:45:00Z",
            "restoration": "2026-03-06T13:30:00Z",
            "resolution": "2026-03-13T09:30:00Z",
        },
        "P1": {
            "response": "2026-03-09T01:30:00Z",
            "restoration": "2026-03-10T09:30:00Z",
            "resolution": "2026-03-20T09:30:00Z",
        },
        "P2": {"response": "2026-03-09T05:30:00Z"},
        "P3": {"response": "2026-03-09T09:30:00Z"},
    },
    "enterprise": {
        "P0": {
            "response": "2026-03-06T09:45:00Z",
            "restoration": "2026-03-06T13:30:00Z",
            "resolution": "2026-03-13T09:30:00Z",
        },
        "P1": {
            "response": "2026-03-06T10:00:00Z",
            "restoration": "2026-03-06T17:30:00Z",
            "resolution": "2026-03-20T09:30:00Z",
        },
        "P2": {
            "response": "2026-03-06T11:30:00Z",
            "restoration": "2026-03-10T09:30:00Z",
            "resolution": "2026-04-03T09:30:00Z",
        },
        "P3": {"response": "2026-03-06T13:30:00Z"},
    },
    "typical": {
        "P0": {"response": "2026-03-06T13:30:00Z"},
        "P1": {"response": "2026-03-06T17:30:00Z"},
        "P2": {"response": "2026-03-10T09:30:00Z"},
        "P3": {"response": "2026-03-13T09:30:00Z"},
    },
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("level", ["P0", "P1", "P2", "P3"])
def test_the_deadlines_are_those_of_the_article(name: str, level: str) -> None:
    fact = read_fact({"at": FILED, "type": "ticket_filed", "severity": level})
    readings = assess(load_terms(sample(name)), [fact], fact.at).readings
    due = {reading.objective: reading.as_dict()["due_at"] for reading in readings if reading.objective != "update"}
    assert due == DUE[name][level]


def test_the_office_of_typical_keeps_the_hours_of_the_articles() -> None:
    office = load_terms(sample("typical")).calendar("office")
    closed = datetime(
        2026, 2, 14, 2, 0, tzinfo=UTC
    )  # a Saturday that is worked: the articles' office is Monday to Friday
    assert not office.hours.is_open(int(closed.timestamp()) * 1_000_000)
    assert not office.hours.is_open(int(datetime(2026, 10, 1, 2, 0, tzinfo=UTC).timestamp()) * 1_000_000)
    assert office.hours.is_open(int(datetime(2026, 3, 2, 4, 30, tzinfo=UTC).timestamp()) * 1_000_000)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Not promised at any severity: Update, Restoration, Resolution."),
        ("zh", "任何级别均不承诺：进展更新、临时恢复、根本解决。"),
    ],
)
def test_typical_says_what_it_does_not_promise(language: str, sentence: str) -> None:
    assert sentence in contract_text(load_terms(sample("typical")), language)
    for name in ("standard", "enterprise"):
        assert "Not promised" not in contract_text(load_terms(sample(name)), "en")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("topic", TOPICS, ids=lambda one: one.subject["en"])
def test_the_demonstration_files_what_its_evidence_proposes(name: str, topic: Any) -> None:
    found = propose_severity(load_terms(sample(name)), PRODUCTION | dict(topic.evidence))
    assert found.severity == topic.severity
