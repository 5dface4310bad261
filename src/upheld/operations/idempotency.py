"""Writes that happen once: the first answer under a key is kept a day, in the transaction of the act itself.

`take` claims a key by inserting its row. Whoever comes second with the same key waits for the first one's
transaction: if it commits, its answer is there to be given again; if it is rolled back, the second is the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from upheld.database import ask
from upheld.operations.models import IdempotencyKey

KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Kept:
    """A first answer. ``answer`` is empty where it held a secret, which is kept nowhere."""

    body_sha256: str
    status: int
    answer: str


def take(*, scope: str, route: str, key: str, now: datetime) -> int | Kept:
    """Claim a key, inside a transaction: the id to `keep` the answer under, or the answer that is kept already."""
    if taken := ask(_TAKE, [scope, route, key, now, now - KEPT]):
        return int(taken[0][0])
    found = IdempotencyKey.objects.get(scope=scope, route=route, key=key)
    return Kept(found.body_sha256, found.status, found.answer)


def keep(taken: int, *, body_sha256: str, status: int, answer: str) -> None:
    """Keep the answer of the act, before its transaction commits."""
    IdempotencyKey.objects.filter(pk=taken).update(body_sha256=body_sha256, status=status, answer=answer)


_TAKE = """
    INSERT INTO common_idempotencykey (scope, route, key, created_at, body_sha256, status, answer)
    VALUES (%s, %s, %s, %s, '', 0, '')
    ON CONFLICT (scope, route, key) DO UPDATE
        SET created_at = excluded.created_at, body_sha256 = '', status = 0, answer = ''
        WHERE common_idempotencykey.created_at <= %s
    RETURNING id
"""
