"""``Idempotency-Key``: a write that is sent twice happens once, and is answered twice alike."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from upheld.api.wire.problems import Refusal
from upheld.api.wire.uploads import Upload
from upheld.operations import idempotency
from upheld.operations.idempotency import Kept

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEY = re.compile(r"[\x21-\x7e]{1,200}")
ROUTE_MAX = 200
ANSWERED = "="
"""Stands before a kept answer, so that an empty one is told from one that is not kept."""

Act = Callable[[], HttpResponseBase]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a key counts: for one token and one address of the API."""

    token_id: int
    route: str
    key: str

    def take(self, now: datetime) -> int | Kept:
        return idempotency.take(scope=f"token:{self.token_id}", route=self.route, key=self.key, now=now)


def place_of(request: HttpRequest, token_id: int) -> Place | None:
    """Where the request's key counts; ``None`` for a request without one."""
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not KEY.fullmatch(key):
        raise Refusal(400, "bad_key", field=HEADER)
    return Place(token_id=token_id, route=f"{request.method} {request.path}"[:ROUTE_MAX], key=key)


def once(request: HttpRequest, place: Place, act: Act, *, now: datetime) -> HttpResponseBase:
    """Act and keep the answer in one transaction, or give the answer that was kept.

    What is refused is rolled back and not kept: the same key may then try again.
    """
    with transaction.atomic():
        taken = place.take(now)
        if isinstance(taken, Kept):
            return _again(request, taken)
        response = act()
        if response.status_code >= 400 or not isinstance(response, HttpResponse):
            transaction.set_rollback(True)
        else:
            secret = getattr(request, "holds_secret", False)
            answer = "" if secret else ANSWERED + response.content.decode()
            idempotency.keep(taken, body_sha256=_digest(request), status=response.status_code, answer=answer)
        return response


def _again(request: HttpRequest, kept: Kept) -> HttpResponse:
    if not hmac.compare_digest(kept.body_sha256, _digest(request)):
        raise Refusal(409, "key_used", field=HEADER)
    if not kept.answer:
        raise Refusal(409, "secret_shown_once")
    body = kept.answer.removeprefix(ANSWERED)
    response = HttpResponse(body, status=kept.status, content_type="application/json; charset=utf-8")
    response[REPLAYED] = "true"
    return response


def _digest(request: HttpRequest) -> str:
    """Of what was sent: the query and the body. A file is digested as it streams through."""
    upload: Upload | None = getattr(request, "upload", None)
    body = upload.digest() if upload else hashlib.sha256(request.body).hexdigest()
    return hashlib.sha256(f"{request.META.get('QUERY_STRING', '')}\n{body}".encode()).hexdigest()
