"""Idempotency keys: a write that is repeated with the same ``Idempotency-Key`` is done once and answered the same."""

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
from upheld.operations import disk, idempotency, texts
from upheld.operations.idempotency import StoredResponse

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEY = re.compile(r"[\x21-\x7e]{1,200}")
ROUTE_MAX = 200
ROW = 1000
"""Bytes that a stored key takes besides its response."""
ANSWERED = "="
"""Prefix of stored responses: distinguishes an empty response from one that is not stored."""

Act = Callable[[], HttpResponseBase]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopedKey:
    """An idempotency key with its scope: one token and one route of the API."""

    token_id: int
    route: str
    key: str

    def take(self, now: datetime) -> int | StoredResponse:
        return idempotency.take(scope=f"token:{self.token_id}", route=self.route, key=self.key, now=now)


def key_of(request: HttpRequest, token_id: int) -> ScopedKey | None:
    """Return the request's idempotency key with its scope; None if the request has no key."""
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not KEY.fullmatch(key):
        raise Refusal(400, "bad_key", field=HEADER)
    return ScopedKey(token_id=token_id, route=f"{request.method} {request.path}"[:ROUTE_MAX], key=key)


def run_idempotent(request: HttpRequest, scoped_key: ScopedKey, act: Act, *, now: datetime) -> HttpResponseBase:
    """Act and store the response in one transaction, or return the response that was stored before.

    A refused request is rolled back and not stored, so it can be repeated with the same key. What is stored counts as
    text of the person. Raises NoSpace on a full disk, and TooManyActs if it is too much.
    """
    disk.refuse_writes()
    with transaction.atomic():
        claim = scoped_key.take(now)
        if isinstance(claim, StoredResponse):
            return _replay(request, claim)
        response = act()
        if response.status_code >= 400 or not isinstance(response, HttpResponse):
            transaction.set_rollback(True)
        else:
            secret = getattr(request, "holds_secret", False)
            answer = "" if secret else ANSWERED + response.content.decode()
            texts.spend(ROW + len(answer.encode()))
            idempotency.keep(claim, body_sha256=_digest(request), status=response.status_code, answer=answer)
        return response


def _replay(request: HttpRequest, record: StoredResponse) -> HttpResponse:
    if not hmac.compare_digest(record.body_sha256, _digest(request)):
        raise Refusal(409, "key_used", field=HEADER)
    if not record.answer:
        raise Refusal(409, "secret_shown_once")
    body = record.answer.removeprefix(ANSWERED)
    response = HttpResponse(body, status=record.status, content_type="application/json; charset=utf-8")
    response[REPLAYED] = "true"
    return response


def _digest(request: HttpRequest) -> str:
    """Return the SHA-256 of the query and the body. The digest of an upload is computed as it is streamed."""
    upload: Upload | None = getattr(request, "upload", None)
    body = upload.digest() if upload else hashlib.sha256(request.body).hexdigest()
    return hashlib.sha256(f"{request.META.get('QUERY_STRING', '')}\n{body}".encode()).hexdigest()
