"""Creates, disables, enables and tests the vendor's webhook endpoints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from upheld.accounts.actor import Actor
from upheld.accounts.operations.rows import acting
from upheld.database import locks
from upheld.escalation.audiences import REACHED
from upheld.escalation.models import WebhookEndpoint
from upheld.escalation.operations import sealing
from upheld.escalation.permissions import need_manager
from upheld.operations.bus import operation
from upheld.operations.errors import NotFound, Refused
from upheld.outbox.enqueue import endpoint_recipient, enqueue_webhook
from upheld.outbox.outcome import fail_waiting
from upheld.webhooks import UnfitTarget, check_url, new_secret

TEST_EVENT = "endpoint.tested"
EVENTS = (REACHED,)
"""The events that an endpoint can subscribe to. An empty list subscribes to all."""
ENDPOINTS_MAX = 20


class CannotUseEndpoint(Refused):
    """Raised for an unfit URL, an unknown event, too many endpoints, or a disabled endpoint."""


@dataclass(frozen=True, slots=True)
class CreatedEndpoint:
    """A new endpoint. ``secret`` is shown only now."""

    id: int
    secret: str


@operation
def create_endpoint(*, url: str, by: Actor, now: datetime, events: Sequence[str] = ()) -> CreatedEndpoint:
    """Add an endpoint. Raises CannotUseEndpoint, NotAllowed."""
    need_manager(by)
    url = url.strip()
    _check(url, events)
    locks.reserve("endpoints", "vendor")
    need_manager(acting(by))
    if WebhookEndpoint.objects.filter(organisation=None).count() >= ENDPOINTS_MAX:
        raise CannotUseEndpoint("too_many_endpoints", limit=ENDPOINTS_MAX)
    secret = new_secret()
    endpoint = WebhookEndpoint.objects.create(
        url=url, secret=sealing.seal(secret), events=sorted(set(events)), created_at=now
    )
    return CreatedEndpoint(endpoint.pk, secret)


@operation
def disable_endpoint(*, endpoint_id: int, by: Actor, now: datetime) -> None:
    """Disable an endpoint. Waiting calls fail and can be resent later. Raises NotFound, NotAllowed."""
    need_manager(acting(by))
    _disable(_endpoint(endpoint_id), "by_hand", now)


@operation
def enable_endpoint(*, endpoint_id: int, by: Actor, now: datetime) -> None:
    """Enable an endpoint again. Raises NotFound, NotAllowed, CannotUseEndpoint."""
    need_manager(acting(by))
    endpoint = _endpoint(endpoint_id)
    if endpoint.disabled_reason == sealing.LOST:
        raise CannotUseEndpoint("endpoint_secret_lost")
    _check(endpoint.url, endpoint.events)
    endpoint.disabled_at, endpoint.disabled_reason = None, ""
    endpoint.save(update_fields=["disabled_at", "disabled_reason"])


@operation
def test_endpoint(*, endpoint_id: int, by: Actor, now: datetime) -> str:
    """Send a test event and return its key. Raises NotFound, NotAllowed, CannotUseEndpoint."""
    need_manager(acting(by))
    endpoint = _endpoint(endpoint_id)
    if endpoint.disabled_at is not None:
        raise CannotUseEndpoint("endpoint_disabled")
    key = f"test:{endpoint.pk}:{now.isoformat()}"
    enqueue_webhook(key=key, endpoint_id=endpoint.pk, event=TEST_EVENT, content={"by": by.name}, now=now)
    return key


@operation
def endpoint_gone(*, endpoint_id: int, now: datetime) -> None:
    """Disable an endpoint that answered 410 Gone."""
    endpoint = locks.for_update(WebhookEndpoint.objects.filter(pk=endpoint_id, disabled_at=None)).first()
    if endpoint is not None:
        _disable(endpoint, "gone", now)


def _endpoint(endpoint_id: int) -> WebhookEndpoint:
    endpoint = locks.for_update(WebhookEndpoint.objects.filter(pk=endpoint_id)).first()
    if endpoint is None:
        raise NotFound
    return endpoint


def _disable(endpoint: WebhookEndpoint, reason: str, now: datetime) -> None:
    endpoint.disabled_at, endpoint.disabled_reason = now, reason
    endpoint.save(update_fields=["disabled_at", "disabled_reason"])
    fail_waiting(endpoint_recipient(endpoint.pk), error="the endpoint is disabled", now=now)


def _check(url: str, events: Sequence[str]) -> None:
    try:
        check_url(url, own=settings.WEBHOOK_NETWORKS)
    except UnfitTarget as error:
        raise CannotUseEndpoint(f"endpoint_{error.code}", field="url") from error
    if not set(events) <= set(EVENTS):
        raise CannotUseEndpoint("no_such_event", field="events", events=", ".join(EVENTS))
