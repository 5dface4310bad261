"""Assignment, followers and links of a ticket."""

from __future__ import annotations

from django.http import HttpRequest
from pydantic import Field

from upheld.api.wire.callers import actor_args
from upheld.api.wire.fields import BodyId, Id, RequestBody
from upheld.api.wire.resource import Resource
from upheld.desk import operations as desk

handling = Resource("Handling")


class Assignment(RequestBody):
    """The support group and the person in it; null is nobody."""

    group_id: BodyId | None = Field(description="A support group, or null.")
    assignee_id: BodyId | None = Field(description="One of the vendor's people, in the group if one is given.")


@handling.replace("/tickets/{ticket_id}/assignment")
def assign_ticket(request: HttpRequest, ticket_id: Id, body: Assignment) -> None:
    """Give the ticket to a group and a person."""
    desk.assign(ticket_id=ticket_id, **body.model_dump(), **actor_args(request))


@handling.replace("/tickets/{ticket_id}/watchers/{user_id}")
def watch_ticket(request: HttpRequest, ticket_id: Id, user_id: Id) -> None:
    """Let someone who may read the ticket follow it."""
    desk.watch(ticket_id=ticket_id, user_id=user_id, **actor_args(request))


@handling.delete("/tickets/{ticket_id}/watchers/{user_id}")
def unwatch_ticket(request: HttpRequest, ticket_id: Id, user_id: Id) -> None:
    """Stop following. Customers take away only themselves."""
    desk.unwatch(ticket_id=ticket_id, user_id=user_id, **actor_args(request))


@handling.replace("/tickets/{ticket_id}/links/{other_id}")
def link_tickets(request: HttpRequest, ticket_id: Id, other_id: Id) -> None:
    """Link two tickets of one customer."""
    desk.link(ticket_id=ticket_id, other_id=other_id, **actor_args(request))


@handling.delete("/tickets/{ticket_id}/links/{other_id}")
def unlink_tickets(request: HttpRequest, ticket_id: Id, other_id: Id) -> None:
    """Take a link away."""
    desk.unlink(ticket_id=ticket_id, other_id=other_id, **actor_args(request))
