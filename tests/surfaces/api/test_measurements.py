"""Monitoring by the API: what it measured is recorded once, shown to both sides, and holds the severity."""

from __future__ import annotations

import pytest

from factories.api import Caller, calls_as
from factories.world import World

DOWN = {"evidence": {"service_down_minutes": 12}, "source": "prometheus eu-1"}


@pytest.fixture
def monitor(world: World) -> Caller:
    return calls_as(world.engineer, scopes=["write"])


def test_a_measurement_is_recorded_shown_and_holds(world: World, monitor: Caller) -> None:
    number = world.file("P0")
    answer = monitor.post(f"/tickets/{number}/measurements", DOWN, key="one-alert")
    assert (answer.status_code, answer.content) == (204, b"")
    again = monitor.post(f"/tickets/{number}/measurements", DOWN, key="one-alert")
    assert (again.status_code, again["Idempotency-Replayed"]) == (204, "true")
    for reader in (world.engineer, world.acme.requester):
        read = calls_as(reader).get(f"/tickets/{number}").json()
        assert read["floor"] == "P0"
        assert [(one["name"], one["value"], one["source"]) for one in read["measurements"]] == [
            ("service_down_minutes", 12, "prometheus eu-1")
        ]
        assert [one["type"] for one in read["history"]].count("evidence.measured") == 1
    lower = {"severity": "P1", "basis": "impact", "reason": "It is less."}
    refused = monitor.post(f"/tickets/{number}/severity-changes", lower)
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")
    problem = refused.json()
    assert (problem["code"], problem["errors"][0]["field"]) == ("below_floor", "severity")
    assert "minutes of complete unavailability = 12" in problem["detail"]


def test_what_would_be_refused_is_said_beforehand(world: World, monitor: Caller) -> None:
    number = world.file("P0")
    monitor.post(f"/tickets/{number}/measurements", DOWN)
    asked = {"kind": "impact", "severity": "P1"}
    vendor = calls_as(world.engineer).get(f"/tickets/{number}/outcomes", **asked).json()["items"]
    assert [(one["kind"], one["below_floor"]) for one in vendor] == [("now", None), ("changed", "P0")]
    customer = calls_as(world.acme.requester).get(f"/tickets/{number}/outcomes", **asked).json()["items"]
    assert [one["below_floor"] for one in customer] == [None, None]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"evidence": {"service_down_minutes": "12"}, "source": "m"}, 422, "evidence"),
        ({"evidence": {"moon_phase": 1}, "source": "m"}, 422, "evidence"),
        ({"evidence": {}, "source": "m"}, 400, "evidence"),
        ({"evidence": {"data_loss": None}, "source": "m"}, 400, "evidence.data_loss"),
        ({"evidence": {"data_loss": True}}, 400, "source"),
        ({"evidence": {"data_loss": True}, "source": "m" * 41}, 400, "source"),
        ({"evidence": {"data_loss": True}, "source": " "}, 422, "source"),
        ({"evidence": {"data_loss": True}, "source": "m", "at": "2026-03-02T01:00:00Z"}, 400, "at"),
    ],
)
def test_what_is_wrong_is_named(world: World, monitor: Caller, body: dict, status: int, field: str) -> None:
    number = world.file("P0")
    answer = monitor.post(f"/tickets/{number}/measurements", body)
    assert answer.status_code == status, answer.content
    assert answer.json()["errors"][0]["field"].startswith(field)
    assert calls_as(world.engineer).get(f"/tickets/{number}").json()["measurements"] == []


def test_a_token_that_only_reads_measures_nothing(world: World) -> None:
    number = world.file("P0")
    reader = calls_as(world.engineer, scopes=["read"])
    assert reader.post(f"/tickets/{number}/measurements", DOWN).status_code == 403
    assert calls_as(world.acme.manager).post(f"/tickets/{number}/measurements", DOWN).status_code == 403
    assert calls_as(world.rival.manager).post(f"/tickets/{number}/measurements", DOWN).status_code == 404
