"""What was sent by mail and webhook, what waits, what failed."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from ninja import Query

from upheld.api.wire.callers import actor_of, who
from upheld.api.wire.cursors import Paged, number
from upheld.api.wire.fields import Id, Moment
from upheld.api.wire.resource import ADMINISTER, Resource
from upheld.api.wire.schemas import Page, Schema, shown
from upheld.escalation import operations
from upheld.escalation.permissions import need_manager
from upheld.outbox.queries import listing

outbox = Resource("Outbox", acts=ADMINISTER)


class Parcel(Schema):
    """Something sent, or to be sent; its content is not shown."""

    id: int
    key: str
    kind: str
    recipient: str
    template: str
    ticket_id: int | None
    state: str
    attempts: int
    created_at: Moment
    next_attempt_at: Moment | None
    last_error: str
    sent_at: Moment | None


class OutboxQuery(Paged):
    """Which parcels are wanted."""

    state: Literal["waiting", "sent", "failed", "stood_down"] | None = None


@outbox.read("/outbox", Page[Parcel], scope=ADMINISTER)
def read_outbox(request: HttpRequest, asked: Query[OutboxQuery]) -> Page[Parcel]:
    """Parcels, the newest first. For managers."""
    need_manager(actor_of(request))
    found = listing(state=asked.state, before=number(asked.cursor), limit=asked.limit + 1)
    more = str(found[asked.limit - 1].id) if len(found) > asked.limit else None
    return Page[Parcel](items=shown(Parcel, found[: asked.limit]), next=more)


@outbox.post("/outbox/{parcel_id}/retries")
def retry_parcel(request: HttpRequest, parcel_id: Id) -> None:
    """Try again what had failed for good."""
    operations.resend(parcel_id=parcel_id, **who(request))
