"""Event handlers that update the search index in the transaction of the act."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from upheld.accounts.events import PersonErased
from upheld.database import ask
from upheld.desk.events import (
    CustomerReplied,
    TicketDescribed,
    TicketDimensionsChanged,
    TicketFiled,
    VendorReplied,
)
from upheld.desk.models import Ticket
from upheld.knowledge.indexing import reindex, write
from upheld.knowledge.lexemes import TICKET_BYTES, Vector, vector
from upheld.operations.bus import Event, only

PUBLIC = "public = public || %(lexemes)s::tsvector, everything = everything || %(lexemes)s::tsvector"
NOTE = "everything = coalesce(everything, public) || %(lexemes)s::tsvector"
APPEND = """
    UPDATE knowledge_searchrow SET size = size + %(size)s, {}
    WHERE ticket_id = %(ticket)s AND size + %(size)s <= %(most)s RETURNING 1
"""


def index(events: Sequence[Event]) -> None:
    """Index the texts of events, oldest first."""
    for event in only(events, TicketFiled):
        write(event.ticket_id, event.organisation_id, _filed(event))
    for reply in events:
        if isinstance(reply, VendorReplied | CustomerReplied):
            _index_reply(reply)
    if described := {
        event.ticket_id for event in events if isinstance(event, TicketDescribed | TicketDimensionsChanged)
    }:
        reindex(described)


def _index_reply(reply: VendorReplied | CustomerReplied) -> None:
    """Add a message to the row of its ticket, or write the row anew without older messages if it would be too large."""
    lexemes, size = vector([(reply.body, "D")])
    internal = isinstance(reply, VendorReplied) and reply.internal
    values = {"lexemes": lexemes, "size": size, "ticket": reply.ticket_id, "most": TICKET_BYTES}
    if not ask(APPEND.format(NOTE if internal else PUBLIC), values):
        reindex([reply.ticket_id])


def _filed(event: TicketFiled) -> Vector:
    about = (event.product, event.component, event.platform, event.sdk_version, event.region, *event.tags)
    return vector([(f"#{event.ticket_id} {event.title}", "A"), (" ".join(about), "B"), (event.body, "D")])


def forget_people(events: Sequence[Event]) -> None:
    """Reindex the tickets of erased people, after the desk has removed their texts."""
    people = [event.user_id for event in only(events, PersonErased)]
    concerned = Ticket.objects.filter(Q(requester__in=people) | Q(messages__author__in=people)).distinct()
    reindex(concerned.values_list("pk", flat=True))
