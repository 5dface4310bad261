"""A monitor that measures, and a vendor that changes severities."""

from __future__ import annotations

from factories.world import World
from upheld.accounts.actor import SYSTEM
from upheld.desk import acts as desk
from upheld.desk.errors import BelowFloor
from upheld.desk.models import Ticket
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
    view = ticket_of(ticket_id=ticket, actor=world.engineer, now=world.now)
    assert view is not None
    return view


def lift(world: World, ticket: int) -> None:
    desk.lift_floor(ticket_id=ticket, reason="The fault is over.", by=world.engineer, now=world.now)


def ruled(world: World, ticket: int, severity: str) -> None:
    """The customer disputes, and the arbiter rules for this severity."""
    other = "P0" if Ticket.objects.get(pk=ticket).severity != "P0" else "P1"
    desk.dispute_severity(ticket_id=ticket, severity=other, reason="No.", by=world.acme.manager, now=world.now)
    desk.rule_severity(ticket_id=ticket, severity=severity, reason="Yes.", by=world.arbiter, now=world.now)


def attempt(world: World, ticket: int, severity: str, basis: str, since: object) -> str:
    """``allowed``, or the code of the refusal."""
    try:
        change(world, ticket, severity, basis, effective_from=since)
    except BelowFloor as refused:
        return refused.code
    return "allowed"
