"""One check takes a bounded number of steps, however small the archive that asks for more."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest

from factories.world import World
from reports.mutants import Members, packed, rehashed, unpacked
from reports.test_export import exported
from upheld.desk import operations as desk
from upheld.reports import budget, packing
from upheld.reports.recompute import CannotRecompute, recompute


@pytest.fixture
def honest(world: World) -> bytes:
    """Two tickets whose vendor answered once, and many update cycles were missed since."""
    for number in (world.file("P0"), world.file("P0")):
        desk.reply(ticket_id=number, body="Hello.", by=world.engineer, now=world.now)
    world.now += timedelta(days=3)
    return exported(world).getvalue()


def readings(members: Members) -> list[list[dict[str, object]]]:
    return [json.loads(line) for line in members["readings.jsonl"].splitlines()]


def refusal(data: bytes) -> str:
    with pytest.raises(CannotRecompute) as refused:
        recompute(io.BytesIO(data))
    return str(refused.value.params["reason"])


def test_no_more_readings_are_computed_than_a_line_states(honest: bytes) -> None:
    members = unpacked(honest)
    lines = readings(members)
    assert len(lines[0]) > 20
    shorter = b"".join(packing.line(line[:1]) for line in lines)
    data = packed(rehashed(members | {"readings.jsonl": shorter}), honest)
    assert "readings.jsonl:1: fewer readings than the ticket has: 1" in refusal(data)


def test_the_steps_of_all_tickets_are_counted_together(honest: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = readings(unpacked(honest))
    facts = 2 * 2 * 2
    monkeypatch.setattr(budget, "STEPS_MAX", len(first) + len(second) + facts)
    assert recompute(io.BytesIO(honest)).differences == ()
    monkeypatch.setattr(budget, "STEPS_MAX", len(first) + len(second) + facts - 1)
    assert "readings and facts in all" in refusal(honest)
    monkeypatch.setattr(budget, "STEPS_MAX", len(first) + len(second) // 2)
    assert "readings and facts in all" in refusal(honest)


def test_deliveries_are_counted_by_their_comparisons(world: World) -> None:
    from upheld.sla import Fact

    provided = [Fact(at=world.now, type="workaround_provided", id=str(number)) for number in range(1000)]
    steps = budget.Budget()
    steps.spend_on_facts(provided, 1)
    assert budget.STEPS_MAX - steps.left == 2 * (1000 + 1000 * 1000 // 500)
