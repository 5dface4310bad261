"""The bus: one transaction, delivery in the order of the map, nothing outside an operation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import pytest

from upheld.accounts.actor import SYSTEM, Actor
from upheld.accounts.models import SupportGroup, User
from upheld.accounts.operations import rows
from upheld.operations import bus
from upheld.operations.judging import NotJudged

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


@bus.operation
def trusting(*, by: Actor) -> None:
    SupportGroup.objects.create(name="made by a trusting act")


@bus.operation
def judging(by: Actor, *, first: int) -> None:
    if by.id == first:
        rows.acting(by)
    SupportGroup.objects.create(name=f"made by {by.id}")


def test_an_operation_that_trusts_the_roles_of_its_request_is_not_committed(db: None) -> None:
    """Also within another operation, and where the acting person of an earlier operation was judged."""
    person, other = (
        Actor(kind="user", id=User.objects.create(name=name, created_at=datetime.now(UTC)).pk) for name in "ab"
    )
    judging(person, first=person.id)
    for careless in (partial(trusting, by=person), bus.operation(partial(judging, other, first=person.id))):
        with pytest.raises(NotJudged):
            careless()
    trusting(by=SYSTEM)
    assert set(SupportGroup.objects.values_list("name", flat=True)) == {
        f"made by {person.id}",
        "made by a trusting act",
    }
