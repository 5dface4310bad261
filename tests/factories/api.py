"""A caller of the API: a test client that carries a token and speaks JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.test import Client

from upheld.accounts import operations
from upheld.accounts.actor import Actor
from upheld.accounts.permissions import scopes_of

ROOT = "/api/v1"


def token_of(
    actor: Actor, scopes: Iterable[str] | None = None, kind: str = "person", *, now: datetime | None = None
) -> str:
    """A new token of somebody's, for their own use and with every scope that they may have unless told otherwise."""
    wanted = list(scopes) if scopes is not None else scopes_of(actor)
    made = operations.issue_token(name="test", scopes=wanted, kind=kind, by=actor, now=now or datetime.now(UTC))
    return made.secret


class Caller:
    """Calls the API with a token; without one if it is empty."""

    def __init__(self, token: str = "", *, language: str = "en") -> None:
        headers = {"accept-language": language}
        if token:
            headers["authorization"] = f"Bearer {token}"
        self.client = Client(headers=headers)

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(ROOT + path, query)

    def send(
        self, method: str, path: str, body: Any = None, *, key: str = "", raw: bytes | None = None
    ) -> HttpResponse:
        headers = {"idempotency-key": key} if key else {}
        data = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        return self.client.generic(method, ROOT + path, data, content_type="application/json", headers=headers)

    def post(self, path: str, body: Any = None, **more: Any) -> HttpResponse:
        return self.send("POST", path, body, **more)

    def put(self, path: str, body: Any = None, **more: Any) -> HttpResponse:
        return self.send("PUT", path, body, **more)

    def patch(self, path: str, body: Any = None, **more: Any) -> HttpResponse:
        return self.send("PATCH", path, body, **more)

    def delete(self, path: str, **more: Any) -> HttpResponse:
        return self.send("DELETE", path, **more)

    def upload(self, path: str, data: bytes, *, key: str = "", **query: str) -> HttpResponse:
        headers = {"idempotency-key": key} if key else {}
        return self.client.generic(
            "POST",
            ROOT + path,
            data,
            content_type="application/octet-stream",
            headers=headers,
            query_params=query,
        )


def calls_as(
    actor: Actor, *, scopes: Iterable[str] | None = None, language: str = "en", kind: str = "person"
) -> Caller:
    """A caller with a token of somebody's."""
    return Caller(token_of(actor, scopes, kind), language=language)
