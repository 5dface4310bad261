"""Row security: what is not in scope is not there, whatever a query forgets to ask."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from factories.world import World
from upheld.clocks.models import Clock, QueueRow
from upheld.database import rights, row_security
from upheld.desk.models import Message, Ticket
from upheld.ledger.models import Entry


@pytest.mark.parametrize("model", [Ticket, Message, Entry, Clock, QueueRow])
def test_only_rows_in_scope_are_there(world: World, model: type[Ticket]) -> None:
    world.file("P0")
    world.file("P0", customer=world.rival)
    row_security.enter({world.acme.id})
    owners = set(model.objects.values_list("organisation_id", flat=True))
    row_security.enter(None)
    assert owners == {world.acme.id}
    # The vendor's own log has entries, too.
    assert set(model.objects.values_list("organisation_id", flat=True)) >= {world.acme.id, world.rival.id}


def test_nothing_entered_is_nothing_seen(world: World) -> None:
    world.file("P0")
    row_security.leave()
    assert not Ticket.objects.exists()
    row_security.enter(None)


def test_a_row_of_another_cannot_be_written(world: World) -> None:
    ticket = world.file("P0")
    row_security.enter({world.rival.id})
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Message.objects.create(
            organisation_id=world.acme.id, ticket_id=ticket, from_customer=True, body="x", created_at=world.now
        )
    row_security.enter(None)


def test_every_table_of_an_organisation_is_under_forced_row_security(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        secured = {row[0] for row in cursor.fetchall()}
    assert {model._meta.db_table for model in rights.owned_models()} <= secured


def test_the_block_gives_back_what_was_seen(world: World) -> None:
    world.file("P0")
    row_security.enter({world.rival.id})
    with row_security.everything():
        assert Ticket.objects.count() == 1
    assert Ticket.objects.count() == 0
    row_security.enter(None)
