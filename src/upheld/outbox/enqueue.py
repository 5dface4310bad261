"""Enqueues mails and webhook calls, many in one statement."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from upheld.database import bulk
from upheld.database.bulk import Column
from upheld.database.notify import OUTBOX, wake
from upheld.database.timekeeping import present
from upheld.outbox.models import Parcel

KEY_LIMIT, RECIPIENT_LIMIT = 100, 300
AWAITED = 0
"""The turn of mails that a person waits for, before all others."""
NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
"""A NUL in JSON text, which PostgreSQL's JSON does not take; not a backslash that a person wrote before u0000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail to one person. ``template`` names ``mail/<template>.<language>.txt``.

    ``content`` and ``private`` together are what the template sees, as plain JSON values; ``private`` (message
    texts, links that sign in) is forgotten once the mail is sent.
    """

    key: str
    to: str
    template: str
    language: str
    content: Mapping[str, Any]
    private: Mapping[str, Any] = field(default_factory=dict)
    organisation_id: int | None = None
    ticket_id: int | None = None
    sender_id: int | None = None
    """The person whose act is told."""
    delay: timedelta = timedelta(0)
    """The time before the first attempt."""
    turn: int = 1
    """Its place among recent mails of one customer to one recipient. Lower turns are sent first, over all customers,
    so that many mails of one customer delay only each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """One signed call of one endpoint. ``event`` is the CloudEvents type, ``content`` its data."""

    key: str
    endpoint_id: int
    event: str
    content: Mapping[str, Any]
    private: Mapping[str, Any] = field(default_factory=dict)
    organisation_id: int | None = None
    ticket_id: int | None = None


def enqueue_mail(
    *,
    key: str,
    to: str,
    template: str,
    language: str,
    content: Mapping[str, Any],
    now: datetime,
    private: Mapping[str, Any] | None = None,
    organisation_id: int | None = None,
    ticket_id: int | None = None,
) -> None:
    """Enqueue one mail that a person waits for; a key that exists already has no effect."""
    mail = Mail(
        key=key,
        to=to,
        template=template,
        language=language,
        content=content,
        private=private or {},
        organisation_id=organisation_id,
        ticket_id=ticket_id,
        turn=AWAITED,
    )
    enqueue_mails([mail], now=now)


def enqueue_mails(mails: Iterable[Mail], *, now: datetime) -> None:
    """Enqueue many mails in one statement."""
    _insert([_mail(mail) for mail in mails], now)


def enqueue_webhook(
    *,
    key: str,
    endpoint_id: int,
    event: str,
    content: Mapping[str, Any],
    now: datetime,
    private: Mapping[str, Any] | None = None,
    organisation_id: int | None = None,
    ticket_id: int | None = None,
) -> None:
    """Enqueue one call of a webhook endpoint; a key that exists already has no effect."""
    webhook = Webhook(
        key=key,
        endpoint_id=endpoint_id,
        event=event,
        content=content,
        private=private or {},
        organisation_id=organisation_id,
        ticket_id=ticket_id,
    )
    enqueue_webhooks([webhook], now=now)


def enqueue_webhooks(webhooks: Iterable[Webhook], *, now: datetime) -> None:
    """Enqueue many webhook calls in one statement."""
    _insert([_webhook(webhook) for webhook in webhooks], now)


def endpoint_recipient(endpoint_id: int) -> str:
    """The recipient of a webhook call. Not its URL, which may contain a secret of the receiver."""
    return f"endpoint/{endpoint_id}"


def endpoint_of(recipient: str) -> int:
    """The id of the endpoint that a recipient names."""
    return int(recipient.removeprefix("endpoint/"))


@dataclass(frozen=True, slots=True)
class _Row:
    """The columns in which mails and webhook calls differ."""

    kind: str
    recipient: str
    template: str
    language: str
    message: Mail | Webhook
    sender_id: int | None = None
    delay: timedelta = timedelta(0)
    turn: int = AWAITED


def _mail(mail: Mail) -> _Row:
    columns = (mail.to, mail.template, mail.language, mail, mail.sender_id, mail.delay, mail.turn)
    return _Row(Parcel.Kind.MAIL.value, *columns)


def _webhook(webhook: Webhook) -> _Row:
    return _Row(Parcel.Kind.WEBHOOK.value, endpoint_recipient(webhook.endpoint_id), webhook.event, "", webhook)


def _insert(rows: list[_Row], now: datetime) -> None:
    if not rows:
        return
    count, planned = len(rows), present.not_ahead(now)
    columns: dict[str, Column] = {
        "key": ("text", [_key(row.message.key) for row in rows]),
        "kind": ("text", [row.kind for row in rows]),
        "recipient": ("text", [row.recipient[:RECIPIENT_LIMIT] for row in rows]),
        "template": ("text", [row.template for row in rows]),
        "language": ("text", [row.language for row in rows]),
        "content": ("jsonb", [_json(row.message.content) for row in rows]),
        "private": ("jsonb", [_json(row.message.private) for row in rows]),
        "organisation_id": ("bigint", [row.message.organisation_id for row in rows]),
        "ticket_id": ("bigint", [row.message.ticket_id for row in rows]),
        "sender_id": ("bigint", [row.sender_id for row in rows]),
        "turn": ("smallint", [row.turn for row in rows]),
        "state": ("text", [Parcel.State.WAITING.value] * count),
        "attempts": ("integer", [0] * count),
        "created_at": ("timestamptz", [now] * count),
        "next_attempt_at": ("timestamptz", [planned + row.delay for row in rows]),
        "last_error": ("text", [""] * count),
    }
    bulk.insert(Parcel._meta.db_table, columns)
    wake(OUTBOX)


def _json(values: Mapping[str, Any]) -> str:
    return NUL.sub(r"\1", json.dumps(dict(values), ensure_ascii=False))


def _key(key: str) -> str:
    if not 0 < len(key) <= KEY_LIMIT:
        raise ValueError(f"a parcel's key has 1 to {KEY_LIMIT} characters, not {len(key)}: {key!r}")
    return key
