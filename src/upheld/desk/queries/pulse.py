"""Whether anybody wrote: the cheapest question that an open page asks."""

from __future__ import annotations

from upheld.accounts.actor import Actor
from upheld.desk.models import Ticket


def revision(*, ticket_id: int, actor: Actor) -> int | None:
    """How far a ticket's conversation is; ``None`` where the actor may not see it. One statement."""
    found = Ticket.objects.filter(pk=ticket_id).values_list("organisation_id", "revision").first()
    if found is None or not actor.sees(found[0]):
        return None
    return int(found[1])
