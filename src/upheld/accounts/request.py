"""A request as the middleware hands it to a view."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from upheld.accounts.actor import Actor


class Request(HttpRequest):
    """``now`` was read once; ``actor`` is who asks, if anybody, and ``token_id`` by which token; ``network`` is where from, as limits see it."""

    now: datetime
    actor: Actor | None
    person: Actor
    token_id: int | None
    network: str
    language: str
    theme: str
    csp_nonce: str
