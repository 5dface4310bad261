"""What happened, for programs that keep a copy or react to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from upheld.api.wire.callers import actor_of
from upheld.api.wire.cursors import PageQuery
from upheld.api.wire.fields import Id, Moment
from upheld.api.wire.resource import Resource
from upheld.api.wire.schemas import Ref, Schema
from upheld.desk import queries
from upheld.desk.queries import TicketEntry

events = Resource("Events")


class EventsQuery(PageQuery):
    """Whose events. Staff leave the customer out for those of all; others need it only if they are of several."""

    organisation: Id | None = None


class TicketEvent(Schema):
    """An entry of the ledger about a ticket."""

    organisation_id: int
    index: int = Field(description="Its place in the customer's ledger; together they name the event.")
    type: str = Field(examples=["workaround.provided"])
    ticket_id: int
    recorded_at: Moment
    actor_kind: str
    actor: Ref | None
    data: dict[str, Any]


class EventFeed(Schema):
    """Events, the oldest first. Going on from ``next`` misses nothing and repeats nothing."""

    items: list[TicketEvent]
    next: str = Field(description="Give it as cursor to go on, also when there is nothing more yet.")
    more: bool = Field(description="Whether there is more at once; if not, ask again later.")


@events.read("/events", EventFeed)
def list_events(request: HttpRequest, query: Query[EventsQuery]) -> EventFeed:
    """What happened on tickets since a cursor; without one, from the beginning. A page may hold fewer than asked."""
    feed = queries.ticket_events(
        actor=actor_of(request), organisation_id=query.organisation, after=query.cursor, limit=query.limit
    )
    return EventFeed(items=[_event(entry) for entry in feed.items], next=feed.after, more=feed.more)


def _event(entry: TicketEntry) -> TicketEvent:
    line = entry.line
    return TicketEvent(
        organisation_id=entry.organisation_id,
        index=line.index,
        type=line.type,
        ticket_id=entry.ticket_id,
        recorded_at=line.recorded_at,
        actor_kind=line.actor_kind,
        actor=None if line.actor is None else Ref(id=line.actor.id, name=line.actor.name),
        data=line.data,
    )
