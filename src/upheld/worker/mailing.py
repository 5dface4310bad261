"""The job that sends mail."""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from upheld.escalation import digest_mails, notice_mails
from upheld.escalation.digests import TEMPLATE as DIGEST
from upheld.mail import (
    MailFailed,
    MailMessage,
    Tls,
    Transport,
    UnfitAddress,
    UnfitHeaders,
    compose,
    render,
    transport_for,
)
from upheld.outbox.claims import LEASE, claim_due, release
from upheld.outbox.models import Parcel
from upheld.outbox.outcome import record_failure, record_sent, withdraw
from upheld.worker.clock import Instants, from_then_on

log = logging.getLogger(__name__)

BATCH = 20
PATIENCE = LEASE / 2
"""What is not sent by then is released, so that no lease expires while its mail is being sent."""


def send_mail(*, now: datetime, limit: int = BATCH) -> int:
    """Send what is due. Returns how many mails were claimed: as many as ``limit`` means that there may be more."""
    parcels = claim_due(kind=Parcel.Kind.MAIL, now=now, limit=limit)
    if not parcels:
        return 0
    instants = from_then_on(now)
    values = _values(parcels)
    transport = transport_for(settings.MAIL_URL, tls=Tls(settings.SMTP_TLS))
    try:
        for place, parcel in enumerate(parcels):
            if instants() - now > PATIENCE:
                release(parcels[place:], now=instants())
                break
            _send(parcel, values.get(parcel.pk), transport, instants)
    finally:
        transport.close()
    return len(parcels)


def _values(parcels: Sequence[Parcel]) -> dict[int, dict[str, Any]]:
    """The template values of all mails, computed together; if that fails, one by one, so that only bad ones lack."""
    try:
        return _template_values(parcels)
    except Exception:
        log.exception("the values of %s mails", len(parcels))
    values: dict[int, dict[str, Any]] = {}
    for parcel in parcels:
        try:
            values |= _template_values([parcel])
        except Exception:
            log.exception("the values of mail %s", parcel.key)
    return values


def _template_values(parcels: Sequence[Parcel]) -> dict[int, dict[str, Any]]:
    return notice_mails.values(parcels) | digest_mails.values(parcels)


def _send(parcel: Parcel, values: dict[str, Any] | None, transport: Transport, instants: Instants) -> None:
    try:
        if values is None:
            raise MailFailed("its text could not be worked out; the log says why")
        if parcel.template == DIGEST and not values["entries"]:
            return withdraw(parcel)
        transport.send(compose(_message_of(parcel, values)), key=parcel.key)
    except MailFailed as error:
        _failed(parcel, str(error), instants(), permanent=error.permanent)
    except (UnfitAddress, UnfitHeaders) as error:
        _failed(parcel, str(error), instants(), permanent=True)
    except Exception as error:
        log.exception("mail %s", parcel.key)
        _failed(parcel, f"could not be written: {type(error).__name__}", instants(), permanent=False)
    else:
        record_sent(parcel, now=instants())


def _failed(parcel: Parcel, error: str, now: datetime, *, permanent: bool) -> None:
    log.warning("mail %s not sent (attempt %s): %s", parcel.key, parcel.attempts, error)
    record_failure(parcel, error=error, now=now, jitter=random.random(), permanent=permanent)  # noqa: S311


def _message_of(parcel: Parcel, values: dict[str, Any]) -> MailMessage:
    return MailMessage(
        key=parcel.key,
        to=parcel.recipient,
        sender=settings.MAIL_FROM,
        host=urlsplit(settings.BASE_URL).hostname or "localhost",
        secret=settings.SECRET_KEY,
        written_at=parcel.created_at,
        words=render(parcel.template, language=parcel.language, values=values),
        ticket_id=parcel.ticket_id,
        stop_link=values.get("stop_link", ""),
    )
