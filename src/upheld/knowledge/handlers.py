"""Event handlers that update the search index in the transaction of the act."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from upheld.accounts.events import PersonErased
from upheld.database import send_later
from upheld.desk.events import (
    CustomerReplied,
    TicketDescribed,
    TicketDimensionsChanged,
    TicketFiled,
    VendorReplied,
)
from upheld.desk.models import Ticket
from upheld.knowledge.indexing import FILE, reindex
from upheld.knowledge.lexemes import vector
from upheld.operations.bus import Event, only

INDEX_PUBLIC = """
    UPDATE knowledge_searchrow SET public = public || %s::tsvector, everything = everything || %s::tsvector
    WHERE ticket_id = %s
"""
INDEX_NOTE = (
    "UPDATE knowledge_searchrow SET everything = coalesce(everything, public) || %s::tsvector WHERE ticket_id = %s"
)


def index(events: Sequence[Event]) -> None:
    """Index the texts of events, oldest first."""
    for event in only(events, TicketFiled):
        send_later(FILE, [event.ticket_id, event.organisation_id, _filed(event), None])
    for reply in events:
        if isinstance(reply, VendorReplied | CustomerReplied):
            _index_reply(reply)
    if described := {
        event.ticket_id for event in events if isinstance(event, TicketDescribed | TicketDimensionsChanged)
    }:
        reindex(described)


def _index_reply(reply: VendorReplied | CustomerReplied) -> None:
    lexemes = vector([(reply.body, "D")])
    if isinstance(reply, VendorReplied) and reply.internal:
        send_later(INDEX_NOTE, [lexemes, reply.ticket_id])
    else:
        send_later(INDEX_PUBLIC, [lexemes, lexemes, reply.ticket_id])


def _filed(event: TicketFiled) -> str:
    about = (event.product, event.component, event.platform, event.sdk_version, event.region, *event.tags)
    return vector([(f"#{event.ticket_id} {event.title}", "A"), (" ".join(about), "B"), (event.body, "D")])


def forget_people(events: Sequence[Event]) -> None:
    """Reindex the tickets of erased people, after the desk has removed their texts."""
    people = [event.user_id for event in only(events, PersonErased)]
    concerned = Ticket.objects.filter(Q(requester__in=people) | Q(messages__author__in=people)).distinct()
    reindex(concerned.values_list("pk", flat=True))
