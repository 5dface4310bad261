"""An act on a ticket decodes each of its ledger entries once, and asks for nothing more."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from types import CodeType, FrameType

from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.world import World
from upheld.clocks.differences import differences
from upheld.desk import acts as desk
from upheld.desk import entries
from upheld.ledger import leaf
from upheld.operations.bus import operation

REPLIES = 10


def calls(act: Callable[[], object], *functions: Callable[..., object]) -> list[int]:
    """How often an act calls each of these functions."""
    counts: Counter[CodeType] = Counter()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            counts[frame.f_code] += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(before)
    return [counts[function.__code__] for function in functions]


def reply(world: World, ticket: int) -> None:
    desk.reply(ticket_id=ticket, body="Still looking.", by=world.engineer, now=world.wait(seconds=1))


def test_an_act_decodes_each_entry_of_its_ticket_once(world: World) -> None:
    ticket = world.file("P1")
    for _ in range(REPLIES):
        reply(world, ticket)
    decoded, facts = calls(lambda: reply(world, ticket), leaf.decode, entries.facts_in)
    earlier, own = 1 + REPLIES, 1
    assert (decoded, facts) == (earlier + own, earlier + own)
    assert list(differences()) == []


def test_two_acts_of_one_operation_are_assessed_together(world: World) -> None:
    """The texts of their parts are read after both; the request's own are not among what was read before."""
    ticket, other = world.file("P1"), world.file("P1")

    @operation
    def both() -> None:
        now = world.wait(seconds=1)
        for number in (ticket, other):
            desk.request_information(ticket_id=number, body="Which?", items=["log"], by=world.engineer, now=now)

    both()
    assert list(differences()) == []


def test_handing_entries_on_costs_no_statement(world: World) -> None:
    ticket = world.file("P1")
    reply(world, ticket)
    with CaptureQueriesContext(connection) as statements:
        reply(world, ticket)
    reads = [query for query in statements if "FROM ledger_entry" in query["sql"]]
    assert len(reads) == 2
