"""Idempotency keys: the first response under a key is stored for a day, in the transaction of the act itself.

`take` claims a key by inserting its row. A second request with the same key waits for the first one's transaction: if
it commits, its response is replayed; if it is rolled back, the second request acts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from upheld.database import ask
from upheld.operations.models import IdempotencyKey

RETENTION = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """A stored response. ``answer`` is empty if it contained a secret, because secrets are not stored."""

    body_sha256: str
    status: int
    answer: str


def take(*, scope: str, route: str, key: str, now: datetime) -> int | StoredResponse:
    """Claim a key within a transaction. Returns the id to pass to `keep`, or the response that is stored already."""
    if claimed := ask(_TAKE, [scope, route, key, now, now - RETENTION]):
        return int(claimed[0][0])
    row = IdempotencyKey.objects.get(scope=scope, route=route, key=key)
    return StoredResponse(row.body_sha256, row.status, row.answer)


def keep(key_id: int, *, body_sha256: str, status: int, answer: str) -> None:
    """Store the response of the act before its transaction commits."""
    IdempotencyKey.objects.filter(pk=key_id).update(body_sha256=body_sha256, status=status, answer=answer)


def forget(*, scopes: Iterable[str]) -> None:
    """Delete the responses that are stored for these scopes."""
    IdempotencyKey.objects.filter(scope__in=list(scopes)).delete()


_TAKE = """
    INSERT INTO common_idempotencykey (scope, route, key, created_at, body_sha256, status, answer)
    VALUES (%s, %s, %s, %s, '', 0, '')
    ON CONFLICT (scope, route, key) DO UPDATE
        SET created_at = excluded.created_at, body_sha256 = '', status = 0, answer = ''
        WHERE common_idempotencykey.created_at <= %s
    RETURNING id
"""
