"""Signatures as in Standard Webhooks: ``v1``, HMAC-SHA256 over the id, the timestamp and the bytes sent."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    """A fresh secret in the form that receivers expect, ``whsec_…``: 256 random bits."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def sign(*, secret: str, key: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers. ``key`` is the message's id: the same for every attempt, so that doubles can be dropped."""
    timestamp = str(int(at.timestamp()))
    signed = b".".join([key.encode(), timestamp.encode(), body])
    digest = hmac.new(base64.b64decode(secret.removeprefix(PREFIX)), signed, hashlib.sha256).digest()
    return {
        "webhook-id": key,
        "webhook-timestamp": timestamp,
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }
