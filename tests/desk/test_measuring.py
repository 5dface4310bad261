"""Monitoring speaks: what it measured is recorded, within bounds and by whom it may be."""

from __future__ import annotations

import json

import pytest

from factories.measuring import MONITOR, measure, seen
from factories.terms import ALWAYS
from factories.world import START, World, build
from upheld.accounts.actor import SYSTEM
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.desk.errors import CannotAct, WrongEvidence
from upheld.desk.queries import ticket as ticket_of
from upheld.ledger.models import Entry
from upheld.operations.errors import NotAllowed, NotFound


def entries(ticket: int) -> list[dict[str, object]]:
    rows = Entry.objects.filter(subject=f"ticket/{ticket}", type="evidence.measured").order_by("index")
    return [json.loads(bytes(row.leaf)) for row in rows]


def test_what_was_measured_stands_in_the_ledger_for_both_sides(world: World) -> None:
    ticket = world.file("P2")
    measure(world, ticket, service_down_minutes=12.0, core_function_down=True)
    (entry,) = entries(ticket)
    assert entry["data"] == {
        "evidence": '{"core_function_down":true,"service_down_minutes":12}',
        "source": MONITOR,
    }
    assert entry["commit"] == {}
    for reader in (world.engineer, world.acme.requester, world.arbiter):
        view = ticket_of(ticket_id=ticket, actor=reader, now=world.now)
        assert view is not None
        assert view.floor == "P0"
        assert {measurement.name: measurement.value for measurement in view.measurements} == {
            "core_function_down": True,
            "service_down_minutes": 12,
        }


def test_a_measurement_moves_no_clock_and_interrupts_nobody(world: World) -> None:
    ticket = world.file("P2")
    before = seen(ticket, world)
    due = world.clock(ticket, "response").due_at
    world.wait(minutes=1)
    measure(world, ticket, service_down_minutes=12)
    after = seen(ticket, world)
    assert (after.severity, after.revision, after.facts) == ("P2", before.revision, before.facts)
    assert world.clock(ticket, "response").due_at == due


def test_what_stands_already_is_not_recorded_again(world: World) -> None:
    ticket = world.file("P2")
    for minutes in (12, 12, 12.0, 13, 12):
        measure(world, ticket, service_down_minutes=minutes)
    assert [json.loads(entry["data"]["evidence"])["service_down_minutes"] for entry in entries(ticket)] == [12, 13, 12]  # type: ignore[index]
    desk.record_measurement(
        ticket_id=ticket, evidence={"service_down_minutes": 12}, source="datadog", by=SYSTEM, now=world.now
    )
    assert [measurement.source for measurement in seen(ticket, world).measurements] == ["datadog"]


@pytest.mark.parametrize(
    "values",
    [
        {"service_down_minutes": "12"},
        {"service_down_minutes": True},
        {"service_down_minutes": float("nan")},
        {"service_down_minutes": float("inf")},
        {"service_down_minutes": None},
        {"service_down_minutes": [12]},
        {"core_function_down": 1},
        {"affected_users": 1.5},
        {"affected_users": 2**63},
        {"moon_phase": 3},
        {"probe": "down"},
    ],
)
def test_what_the_contract_does_not_declare_is_refused(world: World, values: dict[str, object]) -> None:
    ticket = world.file("P2")
    with pytest.raises(WrongEvidence) as refused:
        measure(world, ticket, **values)
    assert (refused.value.field, entries(ticket)) == ("evidence", [])


@pytest.mark.parametrize(
    ("values", "source", "field"),
    [
        ({}, MONITOR, "evidence"),
        ({"region": "x" * 201}, MONITOR, "evidence"),
        ({"region": "\x00"}, MONITOR, "evidence"),
        ({"region": "\ud800"}, MONITOR, "evidence"),
        ({"affected_users": 1}, "", "source"),
        ({"affected_users": 1}, " \n", "source"),
        ({"affected_users": 1}, "x" * 41, "source"),
        ({"affected_users": 1}, "\x00", "source"),
    ],
)
def test_bounds_name_their_field(world: World, values: dict[str, object], source: str, field: str) -> None:
    ticket = world.file("P2")
    with pytest.raises(CannotAct) as refused:
        desk.record_measurement(ticket_id=ticket, evidence=values, source=source, by=world.engineer, now=world.now)
    assert (refused.value.field, entries(ticket)) == (field, [])


def test_evidence_of_the_contracts_own_is_taken_and_all_of_it_together_is_bounded(db: None) -> None:
    row_security.enter(None)
    contract_queries.forget()
    own = ", ".join(f"own_{number}: text" for number in range(51))
    world = build(
        source=ALWAYS.replace("calendars:", f"evidence: {{{{{own}}}}}\ncalendars:", 1).format(
            version=1, start="2026-01-01", end=""
        )
    )
    ticket = world.file("P2")
    measure(world, ticket, **{f"own_{number}": "\\" * 60 for number in range(50)})
    with pytest.raises(CannotAct, match="too_long"):
        measure(world, ticket, **{f"own_{number}": "\x01" * 200 for number in range(50)})
    with pytest.raises(CannotAct, match="too_many"):
        measure(world, ticket, **{f"own_{number}": "x" for number in range(51)})
    assert len(entries(ticket)) == 1
    contract_queries.forget()


@pytest.mark.parametrize("role", ["engineer", "expert", "csm", "support_manager", "admin"])
def test_the_vendors_staff_may_measure(world: World, role: str) -> None:
    ticket = world.file("P2")
    by = world.staff[role]
    desk.record_measurement(ticket_id=ticket, evidence={"data_loss": True}, source=MONITOR, by=by, now=world.now)
    assert len(entries(ticket)) == 1


def test_neither_the_customer_nor_who_rules_may_measure(world: World) -> None:
    ticket = world.file("P2")
    for by in (world.acme.requester, world.acme.manager, world.arbiter):
        with pytest.raises(NotAllowed):
            desk.record_measurement(ticket_id=ticket, evidence={"data_loss": True}, source=MONITOR, by=by, now=START)
    for by, number in ((world.rival.requester, ticket), (world.engineer, 10**6)):
        with pytest.raises(NotFound):
            desk.record_measurement(ticket_id=number, evidence={"data_loss": True}, source=MONITOR, by=by, now=START)
