"""A death between any two statements of a main flow leaves nothing, and doing it again is as if it never was."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction

from factories.world import World, build
from hostile.flows import FLOWS, Flow
from support.crashes import MOST_STATEMENTS, check_laws, growth, rows, survived
from upheld.contracts import queries as contract_queries
from upheld.database import row_security

pytestmark = pytest.mark.django_db(transaction=True)
SWEEPS = {"sweep", "silence"}
"""These are several transactions: what is committed stays, the rest is done again."""


@pytest.fixture
def committed_world() -> Iterator[World]:
    row_security.enter(None)
    contract_queries.forget()
    yield build()
    contract_queries.forget()


@pytest.mark.parametrize("name", sorted(FLOWS.keys() - SWEEPS))
def test_an_act_that_dies_leaves_nothing_behind(committed_world: World, name: str) -> None:
    world, flow = committed_world, FLOWS[name]
    thing = flow.prepare(world)
    before = rows()
    expected = _undisturbed(lambda: flow.act(world, thing))
    for count in range(MOST_STATEMENTS):
        if survived(lambda: flow.act(world, thing), count):
            break
        assert rows() == before, f"after statement {count}"
    assert count > 5, "it was interrupted at least a few times"
    assert growth(before, rows()) == expected
    check_laws()


@pytest.mark.parametrize("name", sorted(SWEEPS))
def test_a_sweep_that_dies_is_taken_up_again(committed_world: World, name: str) -> None:
    world, flow = committed_world, FLOWS[name]
    _check_sweep(world, flow)


def _check_sweep(world: World, flow: Flow) -> None:
    thing = flow.prepare(world)
    before = rows()
    expected = _undisturbed(lambda: flow.act(world, thing))
    for count in range(MOST_STATEMENTS):
        if survived(lambda: flow.act(world, thing), count):
            break
        check_laws()
    assert growth(before, rows()) == expected
    check_laws()


def _undisturbed(act: Callable[[], object]) -> dict[str, int]:
    """What an act adds to the tables when nothing happens to it; it is undone again."""
    before = rows()
    with transaction.atomic():
        act()
        found = growth(before, rows())
        transaction.set_rollback(True)
    assert rows() == before
    return found
