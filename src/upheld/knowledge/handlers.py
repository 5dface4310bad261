"""Search's reaction: what was said is found in the next breath, in the act's own transaction."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from upheld.accounts.events import PersonErased
from upheld.database import later
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

SAID = """
    UPDATE knowledge_searchrow SET public = public || %s::tsvector, everything = everything || %s::tsvector
    WHERE ticket_id = %s
"""
NOTED = "UPDATE knowledge_searchrow SET everything = coalesce(everything, public) || %s::tsvector WHERE ticket_id = %s"


def index(events: Sequence[Event]) -> None:
    """Take up what the events say, oldest first."""
    for event in only(events, TicketFiled):
        later(FILE, [event.ticket_id, event.organisation_id, _filed(event), None])
    for said in events:
        if isinstance(said, VendorReplied | CustomerReplied):
            _say(said)
    if described := {
        event.ticket_id for event in events if isinstance(event, TicketDescribed | TicketDimensionsChanged)
    }:
        reindex(described)


def _say(said: VendorReplied | CustomerReplied) -> None:
    lexemes = vector([(said.body, "D")])
    if isinstance(said, VendorReplied) and said.internal:
        later(NOTED, [lexemes, said.ticket_id])
    else:
        later(SAID, [lexemes, lexemes, said.ticket_id])


def _filed(event: TicketFiled) -> str:
    about = (event.product, event.component, event.platform, event.sdk_version, event.region, *event.tags)
    return vector([(f"#{event.ticket_id} {event.title}", "A"), (" ".join(about), "B"), (event.body, "D")])


def forget_people(events: Sequence[Event]) -> None:
    """Texts of erased people are no longer found: their tickets are taken up anew, after the desk forgot them."""
    people = [event.user_id for event in only(events, PersonErased)]
    concerned = Ticket.objects.filter(Q(requester__in=people) | Q(messages__author__in=people)).distinct()
    reindex(concerned.values_list("pk", flat=True))
