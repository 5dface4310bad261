"""Webhook endpoints of the vendor, which receive signed calls (Standard Webhooks)."""

from __future__ import annotations

from typing import Annotated, cast

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from upheld.api.wire.callers import Call, actor_args, actor_of
from upheld.api.wire.cursors import PageQuery
from upheld.api.wire.fields import Id, Moment, Name, RequestBody
from upheld.api.wire.fields import text as text_of
from upheld.api.wire.resource import ADMINISTER, Resource
from upheld.api.wire.schemas import Page, Schema, to_schemas
from upheld.escalation import operations, queries
from upheld.escalation.permissions import need_manager

webhooks = Resource("Webhooks", acts=ADMINISTER)


class Endpoint(Schema):
    """An endpoint without its secret. No events: all of them."""

    id: int
    url: str
    events: list[str]
    created_at: Moment
    disabled_at: Moment | None
    disabled_reason: str


class NewEndpoint(RequestBody):
    """Where to call, and about what."""

    url: str = text_of(300, least=1, example="https://hooks.example.com/upheld")
    events: Annotated[list[Name], Field(max_length=20)] = []


class CreatedEndpoint(Schema):
    """The endpoint's id, and the secret that signs its calls: shown this once."""

    id: int
    secret: str


class OutboxKey(Schema):
    """The key of what was put into the outbox."""

    key: str


@webhooks.read("/webhooks", Page[Endpoint], scope=ADMINISTER)
def list_webhooks(request: HttpRequest, query: Query[PageQuery]) -> Page[Endpoint]:
    """The endpoints. For managers."""
    need_manager(actor_of(request))
    page = queries.endpoint_page(after=query.cursor, limit=query.limit)
    return Page[Endpoint](items=to_schemas(Endpoint, page.items), next=page.after)


@webhooks.post("/webhooks", CreatedEndpoint)
def create_webhook(request: HttpRequest, body: NewEndpoint) -> CreatedEndpoint:
    """Add an endpoint. Its secret is in this answer only, and no idempotency key brings it back."""
    cast(Call, request).holds_secret = True
    endpoint = operations.create_endpoint(url=body.url, events=body.events, **actor_args(request))
    return CreatedEndpoint(id=endpoint.id, secret=endpoint.secret)


@webhooks.replace("/webhooks/{endpoint_id}/deactivation")
def disable_webhook(request: HttpRequest, endpoint_id: Id) -> None:
    """Call it no more."""
    operations.disable_endpoint(endpoint_id=endpoint_id, **actor_args(request))


@webhooks.delete("/webhooks/{endpoint_id}/deactivation")
def enable_webhook(request: HttpRequest, endpoint_id: Id) -> None:
    """Call it again, from now on."""
    operations.enable_endpoint(endpoint_id=endpoint_id, **actor_args(request))


@webhooks.post("/webhooks/{endpoint_id}/tests", OutboxKey)
def test_webhook(request: HttpRequest, endpoint_id: Id) -> OutboxKey:
    """Send it a test event."""
    return OutboxKey(key=operations.test_endpoint(endpoint_id=endpoint_id, **actor_args(request)))
