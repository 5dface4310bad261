"""Workarounds and resolutions: provided by the vendor, accepted or rejected by the customer."""

from __future__ import annotations

from django.http import HttpRequest

from upheld.api.resources.tickets.conversation import Files, Reason, SeenRevision
from upheld.api.wire.callers import actor_args
from upheld.api.wire.fields import Id, RequestBody, text
from upheld.api.wire.resource import Resource
from upheld.api.wire.schemas import CreatedId
from upheld.desk import operations as desk

deliveries = Resource("Workarounds and resolutions")


class NewDelivery(RequestBody):
    """What is provided, in words and files."""

    body: str = text(50_000, least=1, example="Set reconnect_policy to “fast”; service is restored.")
    attachments: Files = []
    seen_revision: SeenRevision = None


@deliveries.post("/tickets/{ticket_id}/workarounds", CreatedId)
def provide_workaround(request: HttpRequest, ticket_id: Id, body: NewDelivery) -> CreatedId:
    """Provide a temporary restoration. Gives the delivery's id."""
    return CreatedId(id=desk.provide_workaround(ticket_id=ticket_id, **body.model_dump(), **actor_args(request)))


@deliveries.post("/tickets/{ticket_id}/resolutions", CreatedId)
def provide_resolution(request: HttpRequest, ticket_id: Id, body: NewDelivery) -> CreatedId:
    """Provide the permanent fix. Gives the delivery's id."""
    return CreatedId(id=desk.provide_resolution(ticket_id=ticket_id, **body.model_dump(), **actor_args(request)))


@deliveries.post("/tickets/{ticket_id}/deliveries/{delivery_id}/acceptance")
def accept_delivery(request: HttpRequest, ticket_id: Id, delivery_id: Id) -> None:
    """Accept, as the customer: the clock stops at the delivery."""
    desk.accept_delivery(ticket_id=ticket_id, delivery_id=delivery_id, **actor_args(request))


@deliveries.post("/tickets/{ticket_id}/deliveries/{delivery_id}/rejection")
def reject_delivery(request: HttpRequest, ticket_id: Id, delivery_id: Id, body: Reason) -> None:
    """Reject, as the customer, with a reason: the delivery never happened."""
    desk.reject_delivery(ticket_id=ticket_id, delivery_id=delivery_id, reason=body.reason, **actor_args(request))
