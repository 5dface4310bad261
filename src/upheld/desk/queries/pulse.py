"""Whether anybody wrote or did anything: the cheapest questions that an open page asks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from upheld.accounts.actor import Actor
from upheld.desk.models import Message, Ticket
from upheld.ledger.queries import entry_count


def revision(*, ticket_id: int, actor: Actor) -> int | None:
    """How far a ticket's conversation is; ``None`` where the actor may not see it. One statement."""
    found = Ticket.objects.filter(pk=ticket_id).values_list("organisation_id", "revision").first()
    if found is None or not actor.sees(found[0]):
        return None
    return int(found[1])


@dataclass(frozen=True, slots=True)
class Course:
    """How far a ticket is, by what both sides may read: ``said`` public messages, ``done`` entries of given types."""

    state: str
    severity: str
    said: int
    done: int


# A note must leave no trace here: to know when one is written is to know something of it.
COURSE = """
    SELECT t.organisation_id, t.state, t.severity,
        (SELECT count(*) FROM desk_message m WHERE m.ticket_id = t.id AND m.kind = %(public)s)
    FROM desk_ticket t WHERE t.id = %(ticket)s
"""


def course(*, ticket_id: int, types: Collection[str], actor: Actor) -> Course | None:
    """How far it is; ``None`` where the actor may not see it. ``types`` of entries that are public. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(COURSE, {"ticket": ticket_id, "public": Message.Kind.PUBLIC.value})
        found = cursor.fetchone()
    if found is None or not actor.sees(found[0]):
        return None
    _, state, severity, said = found
    return Course(state, severity, said, entry_count(ticket_id=ticket_id, types=types))
