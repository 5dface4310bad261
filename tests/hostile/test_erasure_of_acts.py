"""Whatever a person wrote in whatever act: after their erasure no table holds it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desk.test_erasure import everything
from factories.world import World
from hostile.flows import FLOWS
from upheld.accounts import operations as accounts
from upheld.accounts.actor import SYSTEM
from upheld.desk import acts as desk
from upheld.desk.models import ExclusionClaim
from upheld.ledger import leaf
from upheld.ledger.models import Entry, Erasable

WRITING = [name for name in FLOWS if name not in {"publish a contract", "sweep", "silence", "erase a person"}]


def written() -> Iterator[tuple[int, str]]:
    """Each person, and a text of theirs that the ledger commits to."""
    for value, data in Erasable.objects.values_list("value", "entry__leaf"):
        actor = leaf.decode(data)["actor"]
        if actor["kind"] == "user" and len(value) > 4:
            yield int(actor["id"]), value


@pytest.mark.parametrize("name", WRITING)
def test_no_text_of_an_act_is_left(world: World, name: str) -> None:
    flow = FLOWS[name]
    flow.act(world, flow.prepare(world))
    texts = set(written())
    assert texts
    for person in {person for person, _ in texts}:
        accounts.erase_person(user_id=person, by=SYSTEM, now=world.now)
    rows = everything()
    assert [text for _, text in texts if text in rows] == []
    assert not {person for person, _ in written()}


def test_the_reason_of_another_decision_stays(world: World) -> None:
    flow = FLOWS["exclusion decided"]
    ticket, claim = flow.prepare(world)
    flow.act(world, (ticket, claim))

    desk.decide_exclusion(
        ticket_id=ticket, claim_id=claim, accepted=False, reason="It is current.", by=world.arbiter, now=world.now
    )
    accounts.erase_person(user_id=world.acme.manager.id, by=SYSTEM, now=world.now)
    assert ExclusionClaim.objects.get(pk=claim).reason == "It is current."
    assert Entry.objects.filter(type="person.redacted").count() == 1
