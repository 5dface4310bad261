"""Filing, listing, reading and describing tickets."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from upheld.api.resources.tickets.shapes import Ticket, TicketInList
from upheld.api.wire.act_bodies import Evidence
from upheld.api.wire.callers import actor_args, actor_of, now_of
from upheld.api.wire.cursors import PageQuery, read_id_cursor
from upheld.api.wire.fields import NO_NUL, BodyId, Id, RequestBody, text
from upheld.api.wire.resource import Resource
from upheld.api.wire.schemas import CreatedId, Page, to_schemas
from upheld.desk import acts as desk
from upheld.desk import queries
from upheld.desk.limits import LEVEL_MAX
from upheld.operations.errors import NotFound
from upheld.operations.paging import MOST

tickets = Resource("Tickets")
Tag = Annotated[str, Field(min_length=1, max_length=40, pattern=NO_NUL)]
Tags = Annotated[list[Tag], Field(max_length=20, examples=[["login"]])]


class NewTicket(RequestBody):
    """A ticket to be filed. ``evidence`` holds the values that the contract's criteria speak of."""

    organisation_id: BodyId = Field(description="The customer whose ticket it is.")
    requester_id: BodyId | None = Field(None, description="For whom staff file it; otherwise the caller.")
    product_id: BodyId
    subject: str = text(200, least=1, example="Messages arrive minutes late")
    body: str = text(50_000, least=1, example="Since 08:10 UTC, on all Android devices.")
    severity: str = text(LEVEL_MAX, least=1, example="P1")
    component: str = text(60, default="")
    platform: str = text(40, example="Android 15", default="")
    sdk_version: str = text(40, example="4.8.2", default="")
    region: str = text(40, example="eu", default="")
    environment: Literal["production", "test"] = "production"
    tags: Tags = []
    evidence: Evidence = {}


class TicketDescription(RequestBody):
    """What the ticket is about; what is left out stays as it is."""

    component: str | None = text(60, default=None)
    platform: str | None = text(40, default=None)
    sdk_version: str | None = text(40, default=None)
    region: str | None = text(40, default=None)
    tags: Tags | None = None


class TicketsQuery(PageQuery):
    """Which tickets are wanted; left out is any."""

    customer: Id | None = None
    requester: Id | None = None
    assignee: Id | None = None
    product: Id | None = None
    severity: str | None = text(LEVEL_MAX, default=None)
    state: Literal["open", "waiting", "restored", "delivered", "resolved", "cancelled"] | None = None
    status: Literal["open", "closed"] | None = None
    tag: str | None = text(40, default=None)

    def filter(self) -> queries.TicketFilter:
        """Convert the parameters to a filter of the query layer."""
        return queries.TicketFilter(
            organisation_id=self.customer,
            requester_id=self.requester,
            assignee_id=self.assignee,
            product_id=self.product,
            severity=self.severity,
            state=self.state,
            status=self.status,
            tag=self.tag,
        )


@tickets.post("/tickets", CreatedId)
def file_ticket(request: HttpRequest, body: NewTicket) -> CreatedId:
    """File a ticket. The contract that covers it is found and pinned; without one it is "uncovered" and says why."""
    values = body.model_dump(exclude={"organisation_id", "requester_id"})
    ticket_id = desk.file_ticket(
        organisation_id=body.organisation_id,
        requester_id=body.requester_id,
        ticket=desk.NewTicket(**values),
        **actor_args(request),
    )
    return CreatedId(id=ticket_id)


@tickets.read("/tickets", Page[TicketInList])
def list_tickets(request: HttpRequest, query: Query[TicketsQuery]) -> Page[TicketInList]:
    """The tickets that the caller may see, the newest first."""
    page = queries.tickets(
        filters=query.filter(), actor=actor_of(request), before=read_id_cursor(query.cursor), limit=query.limit
    )
    next_cursor = None if page.next_before is None else str(page.next_before)
    return Page[TicketInList](items=to_schemas(TicketInList, page.lines), next=next_cursor)


@tickets.read("/tickets/{ticket_id}", Ticket)
def read_ticket(request: HttpRequest, ticket_id: Id) -> Ticket:
    """A ticket with its waits, deliveries and cases, and the newest 200 of its messages and of its history."""
    ticket = queries.ticket(ticket_id=ticket_id, actor=actor_of(request), now=now_of(request), most=MOST)
    if ticket is None:
        raise NotFound
    return Ticket.model_validate(ticket)


@tickets.patch("/tickets/{ticket_id}")
def describe_ticket(request: HttpRequest, ticket_id: Id, body: TicketDescription) -> None:
    """Say more exactly what it is about; no clock is concerned."""
    desk.describe(ticket_id=ticket_id, **body.model_dump(exclude_none=True), **actor_args(request))
