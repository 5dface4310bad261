"""The request type that views receive from the middleware."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from upheld.accounts.actor import Actor


class Request(HttpRequest):
    """A request at ``now``; ``actor`` is ``None`` if not signed in; ``network`` is the subject of rate limits.

    ``person`` is the actor in views that require sign-in; ``token_id`` is the API token of the call.
    """

    now: datetime
    actor: Actor | None
    person: Actor
    token_id: int | None
    network: str
    theme: str
    csp_nonce: str
