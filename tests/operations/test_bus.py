"""The bus: one transaction, delivery in the order of the map, nothing outside an operation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from upheld.accounts.models import SupportGroup
from upheld.operations import bus

heard: list[str] = []


@dataclass(frozen=True, kw_only=True)
class Happened(bus.Event):
    name: str


def first(events: object) -> None:
    heard.append("first")


def second(events: object) -> None:
    heard.append("second")


def failing(events: object) -> None:
    raise RuntimeError("a reaction failed")


def echoing(events: object) -> None:
    bus.publish(Happened(name="again"))


ORDERED = ((second, (Happened,)), (first, (Happened,)))
FAILING = ((failing, (Happened,)),)
ECHOING = ((echoing, (Happened,)),)


@bus.operation
def act() -> None:
    SupportGroup.objects.create(name="made by the act")
    bus.publish(Happened(name="once"), Happened(name="twice"))


@pytest.fixture
def reactions(monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    """Another map than the product's."""
    return lambda table: monkeypatch.setattr(bus, "import_string", lambda _path: table)


def test_the_order_is_the_tables(db: None, reactions: Callable[[object], None]) -> None:
    heard.clear()
    reactions(ORDERED)
    act()
    assert heard == ["second", "first"]


def test_a_failing_reaction_undoes_the_act(db: None, reactions: Callable[[object], None]) -> None:
    reactions(FAILING)
    with pytest.raises(RuntimeError, match="a reaction failed"):
        act()
    assert not SupportGroup.objects.exists()


def test_reactions_in_a_circle_end(db: None, reactions: Callable[[object], None]) -> None:
    reactions(ECHOING)
    with pytest.raises(RuntimeError, match="circle"):
        act()


def test_nothing_is_published_outside_an_operation() -> None:
    with pytest.raises(bus.PublishedOutsideOperation):
        bus.publish(Happened(name="lost"))
