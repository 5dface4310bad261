"""Encrypts the signing secrets of endpoints, and re-encrypts them when the secret key changes."""

from __future__ import annotations

from datetime import datetime

from upheld.database import locks
from upheld.escalation.models import WebhookEndpoint
from upheld.operations.bus import operation
from upheld.secrets import sealing
from upheld.secrets.sealing import CannotUnseal

PURPOSE = "webhook endpoint"
LOST = "secret_lost"


def seal(secret: str) -> str:
    """Encrypt a signing secret."""
    return sealing.seal(secret, purpose=PURPOSE)


def unseal(stored: str) -> str:
    """Decrypt a signing secret. Raises CannotUnseal."""
    return sealing.unseal(stored, purpose=PURPOSE)


@operation
def reseal_endpoints(*, now: datetime) -> list[str]:
    """Re-encrypt every signing secret with the current key. Returns the URLs of endpoints whose secret is lost.

    Those endpoints are disabled, because their calls could not be signed.
    """
    lost = []
    for endpoint in locks.for_update(WebhookEndpoint.objects.order_by("pk")):
        if sealing.is_current(endpoint.secret, purpose=PURPOSE):
            continue
        try:
            endpoint.secret = seal(unseal(endpoint.secret))
        except CannotUnseal:
            lost.append(endpoint.url)
            endpoint.disabled_at, endpoint.disabled_reason = endpoint.disabled_at or now, LOST
        endpoint.save(update_fields=["secret", "disabled_at", "disabled_reason"])
    return lost
