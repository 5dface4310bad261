"""Builds the signed call for a webhook parcel."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from upheld.escalation import payloads
from upheld.escalation.models import WebhookEndpoint
from upheld.escalation.operations.sealing import unseal
from upheld.outbox.enqueue import endpoint_of
from upheld.outbox.models import Parcel
from upheld.webhooks import Call, sign
from upheld.webhooks.cloudevents import CONTENT_TYPE, body


def call_for(parcel: Parcel, *, now: datetime) -> Call | None:
    """Return the call, signed at ``now``, or ``None`` if the endpoint was deleted or disabled."""
    endpoint = WebhookEndpoint.objects.filter(pk=endpoint_of(parcel.recipient), disabled_at=None).first()
    if endpoint is None:
        return None
    content = body(
        key=parcel.key,
        source=settings.BASE_URL,
        kind=parcel.template,
        subject=f"ticket/{parcel.ticket_id}" if parcel.ticket_id else parcel.recipient,
        at=parcel.created_at,
        data=payloads.data([parcel])[parcel.pk],
    )
    headers = sign(secret=unseal(endpoint.secret), key=parcel.key, at=now, body=content)
    return Call(
        url=endpoint.url,
        headers={**headers, "Content-Type": CONTENT_TYPE},
        body=content,
        own=settings.WEBHOOK_NETWORKS,
    )
