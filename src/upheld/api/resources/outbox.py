"""Outbox messages (mail and webhook calls): waiting, sent and failed."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from ninja import Query

from upheld.api.wire.callers import actor_args, actor_of
from upheld.api.wire.cursors import PageQuery, read_id_cursor
from upheld.api.wire.fields import Id, Moment
from upheld.api.wire.resource import ADMINISTER, Resource
from upheld.api.wire.schemas import Page, Schema, to_schemas
from upheld.escalation import operations
from upheld.escalation.permissions import need_manager
from upheld.outbox.queries import listing

outbox = Resource("Outbox", acts=ADMINISTER)


class OutboxMessage(Schema):
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


class OutboxQuery(PageQuery):
    """Which parcels are wanted."""

    state: Literal["waiting", "sent", "failed", "stood_down"] | None = None


@outbox.read("/outbox", Page[OutboxMessage], scope=ADMINISTER)
def read_outbox(request: HttpRequest, query: Query[OutboxQuery]) -> Page[OutboxMessage]:
    """Parcels, the newest first. For managers."""
    need_manager(actor_of(request))
    messages = listing(state=query.state, before=read_id_cursor(query.cursor), limit=query.limit + 1)
    next_cursor = str(messages[query.limit - 1].id) if len(messages) > query.limit else None
    return Page[OutboxMessage](items=to_schemas(OutboxMessage, messages[: query.limit]), next=next_cursor)


@outbox.post("/outbox/{parcel_id}/retries")
def retry_parcel(request: HttpRequest, parcel_id: Id) -> None:
    """Try again what had failed for good."""
    operations.resend(parcel_id=parcel_id, **actor_args(request))
