"""An upgrade corrects the rows of waits and proposals that the end of their ticket had overtaken."""

from __future__ import annotations

from importlib import import_module

from django.db import connection

from factories.world import World
from upheld.clocks.differences import differences
from upheld.desk import acts as desk
from upheld.desk.models import Cancellation, Wait

migration = import_module("upheld.desk.migrations.0012_rows_follow_the_ledger")


def test_rows_of_ended_tickets_are_corrected(world: World) -> None:
    ticket, running = world.file("P1"), world.file("P1")
    for number in (ticket, running):
        desk.request_information(
            ticket_id=number, body="Which?", items=["log"], by=world.engineer, now=world.wait(minutes=1)
        )
        desk.propose_cancellation(
            ticket_id=number, reason="out_of_scope", note="No.", by=world.engineer, now=world.wait(minutes=1)
        )
    desk.withdraw_ticket(ticket_id=ticket, by=world.acme.requester, now=world.wait(minutes=1))
    Wait.objects.filter(ticket_id=ticket).update(ended_at=None)
    Cancellation.objects.filter(ticket_id=ticket).update(state="proposed", decided_at=None)
    assert len(list(differences())) == 3
    with connection.cursor() as cursor:
        cursor.execute(migration.WAITS_END_WITH_THEIR_TICKET)
        cursor.execute(migration.OVERTAKEN_PROPOSALS_LAPSE)
    assert list(differences()) == []
    assert Wait.objects.get(ticket_id=running).ended_at is None
    assert Cancellation.objects.get(ticket_id=running).state == "proposed"
