"""A request as the middleware hands it to a view."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from upheld.accounts.actor import Actor


class Request(HttpRequest):
    """``now`` was read once; ``actor`` is who asks, if anybody; ``network`` is where from, as limits see it.

    ``person`` is the actor too, for views that the guard opens to nobody else than those signed in; ``token_id``
    is the token by which a program asks.
    """

    now: datetime
    actor: Actor | None
    person: Actor
    token_id: int | None
    network: str
    theme: str
    csp_nonce: str
