"""The queue: open tickets by their next deadline."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from upheld.accounts.actor import Actor
from upheld.api.wire.callers import actor_of
from upheld.api.wire.cursors import BadCursor, Limit
from upheld.api.wire.fields import Id, Moment, Number, QueryParams, Truth, text
from upheld.api.wire.resource import Resource
from upheld.api.wire.schemas import Page, Schema, to_schemas
from upheld.clocks import queries
from upheld.desk.limits import LEVEL_MAX
from upheld.operations.errors import NotAllowed

queue = Resource("Queue")


class QueueQuery(QueryParams):
    """What of the queue is wanted; left out is any."""

    group: Id | None = None
    assignee: Number | None = Field(None, description="0 is nobody.")
    customer: Id | None = None
    severity: str | None = text(LEVEL_MAX, default=None)
    state: Literal["open", "waiting", "restored", "delivered"] | None = None
    missed: Truth | None = None

    def filter(self) -> queries.QueueFilter:
        """Convert the parameters to a filter of the query layer."""
        return queries.QueueFilter(
            group_id=self.group,
            assignee_id=self.assignee,
            organisation_id=self.customer,
            severity=self.severity,
            state=self.state,
            missed=self.missed,
        )


class QueuePageQuery(QueueQuery):
    """A part of it."""

    cursor: str = text(200, default="", description="The next of the page before; left out for the first.")
    limit: Limit = 50


class QueuedTicket(Schema):
    """A ticket in the queue."""

    ticket_id: int
    subject: str
    customer: str
    customer_id: int
    requester: str
    severity: str
    state: str
    uncovered: str
    next_due_at: Moment | None
    next_objective: str
    missed: bool
    group: str
    assignee: str
    filed_at: Moment
    updated_at: Moment
    tags: list[str]


class QueueCounts(Schema):
    """How many open tickets; 1001 is "more than 1000"."""

    all: int
    missed: int
    unassigned: int
    waiting: int


@queue.read("/queue", Page[QueuedTicket])
def read_queue(request: HttpRequest, query: Query[QueuePageQuery]) -> Page[QueuedTicket]:
    """Open tickets, the next deadline first. For the vendor's staff."""
    _need_staff(actor_of(request))
    try:
        page = queries.queue(filters=query.filter(), cursor=query.cursor, limit=query.limit)
    except queries.BadCursor as error:
        raise BadCursor from error
    return Page[QueuedTicket](items=to_schemas(QueuedTicket, page.lines), next=page.next_cursor or None)


@queue.read("/queue/counts", QueueCounts)
def count_queue(request: HttpRequest, query: Query[QueueQuery]) -> QueueCounts:
    """How many there are, by view."""
    _need_staff(actor_of(request))
    return QueueCounts.model_validate(queries.counts(filters=query.filter()))


def _need_staff(actor: Actor) -> None:
    if not actor.is_staff:
        raise NotAllowed
