"""The feed of all accounts: whoever follows it from a cursor misses no entry and reads none twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from factories.world import World, build
from support.damage import damage
from support.races import in_flight
from upheld.accounts.actor import SYSTEM
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.ledger.feed import Position, Step, account_feed, feed
from upheld.ledger.models import Entry

BEGINNING = Position(datetime(2000, 1, 1, tzinfo=UTC), 0, -1)


def all_steps(most: int = 3) -> list[Step]:
    """Follow the feed from its beginning to its end, a few entries at a time."""
    steps: list[Step] = []
    while page := feed(after=steps[-1].position if steps else BEGINNING, most=most):
        steps += page
    return steps


def test_every_entry_comes_once_and_in_order(world: World) -> None:
    for customer in (world.acme, world.rival, world.acme):
        ticket = world.file("P0", customer)
        desk.reply(ticket_id=ticket, body="On it.", by=world.engineer, now=world.wait(minutes=3))
    positions = [step.position for step in all_steps()]
    assert positions == sorted(positions)
    rows = Entry.objects.values_list("recorded_at", "organisation_id", "index")
    assert positions == sorted(Position(*row) for row in rows)


def test_an_account_is_followed_by_its_indexes(world: World) -> None:
    world.file("P0", world.rival)
    world.file("P0")
    steps = account_feed(world.acme.id, after=-1, most=100)
    assert {step.position.organisation_id for step in steps} == {world.acme.id}
    assert [step.position.index for step in steps] == list(range(len(steps)))
    assert account_feed(world.acme.id, after=steps[1].position.index, most=1) == steps[2:3]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_added_behind_a_reader(database_time: None) -> None:
    row_security.enter(None)
    contract_queries.forget()
    world = build()
    world.now = datetime.now(UTC)
    before = all_steps()[-1].position

    def file_for(customer: object) -> Callable[[], int]:
        return lambda: world.file("P0", customer)  # type: ignore[arg-type]

    with in_flight(file_for(world.acme)):
        world.file("P0", world.rival)
        assert feed(after=before, most=100) == []
    steps = feed(after=before, most=100)
    assert {step.position.organisation_id for step in steps} == {world.acme.id, world.rival.id}
    assert steps[0].position.organisation_id == world.acme.id


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_damaged_entry_is_passed_over() -> None:
    row_security.enter(None)
    contract_queries.forget()
    world = build()
    ticket = world.file("P0")
    desk.reply(ticket_id=ticket, body="On it.", by=SYSTEM, now=world.wait(minutes=3))
    filed = Entry.objects.get(subject=f"ticket/{ticket}", type="ticket.filed")
    damage("UPDATE ledger_entry SET leaf = 'x' WHERE id = %s", [filed.pk])
    steps = account_feed(world.acme.id, after=filed.index - 1, most=100)
    assert [step.entry is None for step in steps][:2] == [True, False]
