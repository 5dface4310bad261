"""A deadline that new time zones moved, as the operation leaves it."""

from __future__ import annotations

from datetime import UTC, datetime

from factories.world import World
from upheld.clocks.events import DeadlineMoved
from upheld.clocks.models import MovedDeadline
from upheld.ledger import operations as ledger
from upheld.operations.bus import operation, publish

BEFORE, AFTER = datetime(2026, 11, 5, 8, 30, tzinfo=UTC), datetime(2026, 11, 6, 4, 0, tzinfo=UTC)


@operation
def move(
    world: World,
    ticket: int,
    *,
    organisation: int = 0,
    before: str = "2026.1",
    due: tuple[datetime | None, datetime | None] = (BEFORE, AFTER),
) -> None:
    """List it and enter it in the ledger."""
    owner = organisation or world.acme.id
    at = ledger.lock(organisation_id=owner, now=world.now, actor_id=0)
    values = {
        "organisation_id": owner,
        "ticket_id": ticket,
        "objective": "response",
        "cycle": 1,
        "due_before": due[0],
        "due_at": due[1],
        "tzdata_before": before,
        "tzdata": "2026.6",
    }
    MovedDeadline.objects.create(**values, found_at=at)
    publish(DeadlineMoved(**values, actor_kind="system", actor_id=0, at=at, crossed_at=at))
