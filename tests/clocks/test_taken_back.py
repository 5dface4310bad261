"""A ruling can take back a severity, and with it clocks that were never promised."""

from __future__ import annotations

from factories.world import World
from upheld.clocks.differences import differences
from upheld.clocks.models import Clock
from upheld.desk import acts as desk


def test_a_ruling_that_takes_back_a_promise_takes_its_clocks_away(world: World) -> None:
    ticket = world.file("P1")
    desk.reply(ticket_id=ticket, body="Looking.", by=world.engineer, now=world.wait(minutes=5))
    desk.change_severity(
        ticket_id=ticket, severity="P0", basis="correction", reason="Worse.", by=world.engineer, now=world.wait(hours=1)
    )
    assert Clock.objects.filter(ticket_id=ticket, objective="update").exists()
    desk.dispute_severity(
        ticket_id=ticket, severity="P1", reason="No.", by=world.acme.requester, now=world.wait(minutes=5)
    )
    desk.rule_severity(ticket_id=ticket, severity="P1", reason="So.", by=world.arbiter, now=world.wait(hours=1))
    assert not Clock.objects.filter(ticket_id=ticket, objective="update").exists()
    world.wait(days=2)
    assert list(differences()) == []
