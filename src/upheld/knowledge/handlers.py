"""Search's reaction: what was said is found in the next breath, in the act's own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q

from upheld.accounts.events import PersonErased
from upheld.common.bus import Event, only
from upheld.common.database import later
from upheld.desk.events import (
    CustomerReplied,
    TicketDescribed,
    TicketDimensionsChanged,
    TicketFiled,
    VendorReplied,
)
from upheld.desk.models import Message, Ticket
from upheld.knowledge.lexemes import vector

FILE = """
    INSERT INTO knowledge_searchrow (ticket_id, organisation_id, public, everything)
    VALUES (%s, %s, %s::tsvector, %s::tsvector)
    ON CONFLICT (ticket_id) DO UPDATE SET public = excluded.public, everything = excluded.everything
"""
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


def reindex(ticket_ids: Iterable[int]) -> None:
    """Make the search rows of these tickets anew from what the tables say."""
    for ticket in Ticket.objects.filter(pk__in=list(ticket_ids)).select_related("product"):
        said = list(Message.objects.filter(ticket=ticket).order_by("pk").values_list("kind", "body"))
        public = [body for kind, body in said if kind == Message.Kind.PUBLIC]
        notes = [body for kind, body in said if kind == Message.Kind.INTERNAL]
        everything = _of(ticket, public + notes) if notes else None
        later(FILE, [ticket.pk, ticket.organisation_id, _of(ticket, public), everything])


def _of(ticket: Ticket, bodies: list[str]) -> str:
    about = " ".join(
        (ticket.product.slug, ticket.component, ticket.platform, ticket.sdk_version, ticket.region, *ticket.tags)
    )
    title = f"#{ticket.pk} {ticket.subject}"
    return vector([(title, "A"), (about, "B"), *((body, "D") for body in bodies)])
