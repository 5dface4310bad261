"""A request as the middleware hands it to a view."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from upheld.accounts.actor import Actor


class Request(HttpRequest):
    """``now`` was read once; ``actor`` is who asks, if anybody, and ``token_id`` by which token; ``network`` is where from, as limits see it."""

    now: datetime
    actor: Actor | None
    token_id: int | None
    network: str
    language: str
    theme: str
    csp_nonce: str

    @property
    def person(self) -> Actor:
        """The actor of a view that the guard opens to nobody else than those signed in."""
        if self.actor is None:
            raise AssertionError("a view for anybody asked for a person")
        return self.actor
