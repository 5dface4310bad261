"""A monitor that measures, and a vendor that changes severities."""

from __future__ import annotations

from factories.world import World
from upheld.accounts.actor import SYSTEM
from upheld.desk import operations as desk
from upheld.desk.queries import TicketView
from upheld.desk.queries import ticket as ticket_of

MONITOR = "prometheus eu-1"


def measure(world: World, ticket: int, **values: object) -> None:
    desk.record_measurement(ticket_id=ticket, evidence=values, source=MONITOR, by=SYSTEM, now=world.now)


def change(world: World, ticket: int, severity: str, basis: str = "impact", **more: object) -> None:
    desk.change_severity(
        ticket_id=ticket,
        severity=severity,
        basis=basis,
        reason="So it is.",
        by=world.engineer,
        now=world.now,
        **more,  # type: ignore[arg-type]
    )


def seen(ticket: int, world: World) -> TicketView:
    found = ticket_of(ticket_id=ticket, actor=world.engineer)
    assert found is not None
    return found
