"""A ticket stands under the version of its contract that the server chose, and a contract has one plan."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from factories.calendars import publish
from factories.remembered import remembered
from factories.terms import always
from factories.world import World, build
from reports.mutants import Members, packed, rehashed, unpacked
from reports.test_export import exported
from reports.test_forged_entries import forged
from upheld.contracts.in_force import Effect, newest_in_force
from upheld.desk import acts as desk
from upheld.ledger import leaf
from upheld.reports import packing
from upheld.reports.recompute import CannotRecompute, recompute

Change = Callable[[list[dict[str, Any]]], object]


@pytest.fixture
@remembered
def honest(db: None) -> bytes:
    """Tickets before and after 10 March, when version 2 takes effect, which promises a response much sooner."""
    world = build()
    source = always(version=2, start="2026-03-10").replace("response: {within: 1h", "response: {within: 5m")
    publish(world, source, contract_id=world.acme.contract_id)
    for day in (5, 12):
        world.now = datetime(2026, 3, day, 3, tzinfo=UTC)
        number = world.file("P1")
        world.wait(minutes=15)
        desk.reply(ticket_id=number, body="Hello.", by=world.engineer, now=world.now)
    world.wait(minutes=5)
    return exported(world).getvalue()


def rows(members: Members, name: str) -> list[Any]:
    return [json.loads(line) for line in members[name].splitlines()]


def entries_changed(members: Members, number: int, change: Change) -> Members:
    """The entries of one ticket, changed."""
    lines = rows(members, "leaves.jsonl")
    documents = [json.loads(text) for text in lines[number]["leaves"]]
    change(documents)
    lines[number]["leaves"] = [leaf.encode(document).decode() for document in documents]
    return members | {"leaves.jsonl": b"".join(map(packing.line, lines))}


def under_version(honest: bytes, number: int, version: int) -> Members:
    """A ticket and its terms moved to another version."""
    members = unpacked(honest)
    hashes = {entry["data"]["version"]: entry["data"]["sha256"] for entry in rows(members, "contracts.jsonl")}
    tickets, cases = rows(members, "tickets.jsonl"), rows(members, "cases.jsonl")
    terms = {case["terms"]["version"]: case["terms"] for case in cases}
    tickets[number]["version"], cases[number]["terms"] = version, terms[version]
    reference = {"version": version, "sha256": hashes[version]}
    members = entries_changed(
        members, number, lambda documents: [each["contract"].update(reference) for each in documents]
    )
    changed = {"tickets.jsonl": tickets, "cases.jsonl": cases}
    return members | {name: b"".join(map(packing.line, lines)) for name, lines in changed.items()}


def refusal(data: bytes) -> str:
    with pytest.raises(CannotRecompute) as refused:
        recompute(io.BytesIO(data))
    return str(refused.value.params["reason"])


def test_a_ticket_stands_under_the_version_that_took_effect_last(honest: bytes) -> None:
    assert recompute(io.BytesIO(honest)).differences == ()
    reason = refusal(packed(rehashed(under_version(honest, 1, 1)), honest))
    assert "version 2 took effect later and was in force when it was filed" in reason


def test_a_ticket_does_not_stand_under_a_version_that_takes_effect_later(honest: bytes) -> None:
    reason = refusal(packed(rehashed(under_version(honest, 0, 2)), honest))
    assert "its version was not in force when it was filed" in reason


def test_a_version_without_a_ticket_is_in_the_archive(world: World) -> None:
    world.file("P1")
    publish(world, always(version=2, start="2026-03-01"), contract_id=world.acme.contract_id)
    world.wait(minutes=5)
    checked = recompute(exported(world))
    assert checked.differences == ()
    assert checked.versions == {world.acme.contract_id: [1, 2]}


def test_an_older_archive_without_it_still_agrees(world: World) -> None:
    world.file("P1")
    publish(world, always(version=2, start="2026-03-01"), contract_id=world.acme.contract_id)
    world.wait(minutes=5)
    archive = exported(world).getvalue()
    members = unpacked(archive)
    lines = members["contracts.jsonl"].splitlines(keepends=True)
    first = [line for line in lines if json.loads(line)["data"]["version"] == 1]
    older = recompute(io.BytesIO(packed(rehashed(members | {"contracts.jsonl": b"".join(first)}), archive)))
    assert older.differences == ()
    assert older.versions == {world.acme.contract_id: [1]}


def test_a_version_of_a_contract_without_tickets_does_not_belong_here(honest: bytes) -> None:
    members = unpacked(honest)
    entry = next(entry for entry in rows(members, "contracts.jsonl") if entry["data"]["version"] == 1)
    as_of = json.loads(members["attainment.json"])["as_of"]
    document = entry | {"subject": "contract/99", "id": "f" * 32, "seq": 1_000_000, "recorded_at": as_of}
    document["data"]["contract_id"] = 99
    lines = sorted([*members["contracts.jsonl"].splitlines(keepends=True), leaf.encode(document) + b"\n"])
    data = packed(rehashed(members | {"contracts.jsonl": b"".join(lines)}), honest)
    assert "that no ticket stands under" in refusal(data)


def test_a_contract_has_one_plan(honest: bytes) -> None:
    members = entries_changed(unpacked(honest), 1, lambda documents: documents[0]["data"].update(plan="gold"))
    with pytest.raises(CannotRecompute, match="bad_export") as refused:
        recompute(io.BytesIO(forged(members, honest)))
    assert "has two plans" in str(refused.value.params["reason"])


def test_the_version_that_took_effect_last_is_chosen() -> None:
    days = [datetime(2026, 3, day, tzinfo=UTC) for day in range(1, 9)]
    first, second, ended = Effect(days[0], 1), Effect(days[2], 2), Effect(days[4], 3, end=days[6])
    chosen = [newest_in_force([second, ended, first], lambda effect: effect, day) for day in days]
    assert chosen == [first, first, second, second, ended, ended, second, second]
    edition = Effect(days[0], 1, 2)
    assert newest_in_force([first, edition], lambda effect: effect, days[1]) == edition
    assert newest_in_force([second], lambda effect: effect, days[0]) is None
