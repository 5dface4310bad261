"""Cancelling, withdrawing, merging and reopening tickets."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest

from upheld.api.resources.tickets.conversation import Reason
from upheld.api.wire.callers import actor_args
from upheld.api.wire.fields import BodyId, Id, RequestBody, text
from upheld.api.wire.resource import Resource
from upheld.api.wire.schemas import CreatedId
from upheld.desk import operations as desk

endings = Resource("Endings")


class Proposal(RequestBody):
    """Why the ticket should end; a duplicate names the earlier ticket that goes on."""

    reason: Literal["duplicate", "out_of_scope"]
    into_id: BodyId | None = None
    note: str = text(4_000, least=1, example="The same outage as the earlier ticket.")


class Answer(RequestBody):
    """Whether the proposal is agreed to."""

    agreed: bool


class Merge(RequestBody):
    """The earlier ticket that goes on."""

    into_id: BodyId


@endings.post("/tickets/{ticket_id}/reopenings")
def reopen_ticket(request: HttpRequest, ticket_id: Id, body: Reason) -> None:
    """Say, as the customer, that it is not solved."""
    desk.reopen(ticket_id=ticket_id, reason=body.reason, **actor_args(request))


@endings.post("/tickets/{ticket_id}/withdrawal")
def withdraw_ticket(request: HttpRequest, ticket_id: Id) -> None:
    """Take the ticket back, as the customer."""
    desk.withdraw_ticket(ticket_id=ticket_id, **actor_args(request))


@endings.post("/tickets/{ticket_id}/cancellations", CreatedId)
def propose_cancellation(request: HttpRequest, ticket_id: Id, body: Proposal) -> CreatedId:
    """Propose, as the vendor, to end the ticket; its clocks run on until the proposal is agreed to."""
    return CreatedId(id=desk.propose_cancellation(ticket_id=ticket_id, **body.model_dump(), **actor_args(request)))


@endings.post("/tickets/{ticket_id}/cancellations/{proposal_id}/decision")
def decide_cancellation(request: HttpRequest, ticket_id: Id, proposal_id: Id, body: Answer) -> None:
    """Agree to end the ticket, or refuse, as the customer or the arbiter."""
    desk.decide_cancellation(ticket_id=ticket_id, proposal_id=proposal_id, agreed=body.agreed, **actor_args(request))


@endings.post("/tickets/{ticket_id}/merge")
def merge_duplicate(request: HttpRequest, ticket_id: Id, body: Merge) -> None:
    """Say, as the customer, that this is a duplicate of an earlier ticket of theirs: it ends at once."""
    desk.merge_duplicate(ticket_id=ticket_id, into_id=body.into_id, **actor_args(request))
