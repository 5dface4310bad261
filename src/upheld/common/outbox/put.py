"""Putting parcels into the outbox, one or many in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from upheld.common.models import Parcel
from upheld.common.signal import OUTBOX, wake

KEY_LIMIT = 100


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


def put_mail(
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
    """Put one mail; a key that is there already changes nothing."""
    mail = Mail(
        key=key,
        to=to,
        template=template,
        language=language,
        content=content,
        private=private or {},
        organisation_id=organisation_id,
        ticket_id=ticket_id,
    )
    put_mails([mail], now=now)


def put_mails(mails: Iterable[Mail], *, now: datetime) -> None:
    """Put many mails in one statement."""
    _insert([_mail(mail, now) for mail in mails])


def put_webhook(
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
    """Put one call of a webhook endpoint; a key that is there already changes nothing."""
    webhook = Webhook(
        key=key,
        endpoint_id=endpoint_id,
        event=event,
        content=content,
        private=private or {},
        organisation_id=organisation_id,
        ticket_id=ticket_id,
    )
    put_webhooks([webhook], now=now)


def put_webhooks(webhooks: Iterable[Webhook], *, now: datetime) -> None:
    """Put many calls in one statement."""
    _insert([_webhook(webhook, now) for webhook in webhooks])


def endpoint_recipient(endpoint_id: int) -> str:
    """How a parcel names its endpoint. Not by address, which may hold a secret of the receiver's."""
    return f"endpoint/{endpoint_id}"


def endpoint_of(recipient: str) -> int:
    """The endpoint that a parcel's recipient names."""
    return int(recipient.removeprefix("endpoint/"))


def _mail(mail: Mail, now: datetime) -> Parcel:
    parcel = Parcel(kind=Parcel.Kind.MAIL, recipient=mail.to, template=mail.template, language=mail.language)
    return _fill(parcel, mail, now)


def _webhook(webhook: Webhook, now: datetime) -> Parcel:
    recipient = endpoint_recipient(webhook.endpoint_id)
    return _fill(Parcel(kind=Parcel.Kind.WEBHOOK, recipient=recipient, template=webhook.event), webhook, now)


def _fill(parcel: Parcel, put: Mail | Webhook, now: datetime) -> Parcel:
    if not 0 < len(put.key) <= KEY_LIMIT:
        raise ValueError(f"a parcel's key has 1 to {KEY_LIMIT} characters, not {len(put.key)}: {put.key!r}")
    parcel.key = put.key
    parcel.content, parcel.private = dict(put.content), dict(put.private)
    parcel.organisation_id, parcel.ticket_id = put.organisation_id, put.ticket_id
    parcel.created_at = parcel.next_attempt_at = now
    return parcel


def _insert(parcels: list[Parcel]) -> None:
    if parcels:
        Parcel.objects.bulk_create(parcels, ignore_conflicts=True)
        wake(OUTBOX)
