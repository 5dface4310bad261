"""A forgotten password.

The page notes the request, whatever the address, and always answers the same. The worker looks the address up
and writes the mail, so that the time the page takes tells nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from upheld.accounts import addresses, limits
from upheld.accounts.models import EmailAddress, ResetRequest
from upheld.accounts.operations import audit, links, signin
from upheld.accounts.operations.links import Purpose
from upheld.database import locks
from upheld.markup.plain_text import person_name
from upheld.operations.bus import operation
from upheld.outbox.enqueue import enqueue_mail

STALE = timedelta(hours=1)


def request_reset(*, address: str, network: str, now: datetime) -> None:
    """Note that someone forgot the password of an address. Raises TooManyAttempts."""
    folded = addresses.fold(address)
    limits.count(limits.RESET_NETWORK, network, now=now)
    limits.count(limits.RESET_ADDRESS, folded, now=now)
    ResetRequest.objects.create(folded=folded, requested_at=now)


@operation
def answer_reset_requests(*, now: datetime, limit: int = 100) -> int:
    """Send each known, active address a link that works once, within an hour. Returns how many requests were taken."""
    waiting = list(locks.for_update(ResetRequest.objects.order_by("id"), skip_locked=True)[:limit])
    fresh = {request.folded for request in waiting if request.requested_at > now - STALE}
    found = EmailAddress.objects.select_related("user").filter(folded__in=fresh, user__is_active=True)
    for address in found.exclude(user__password=None):
        _send(address, now)
    ResetRequest.objects.filter(pk__in=[request.pk for request in waiting]).delete()
    return len(waiting)


@operation
def reset_password(*, secret: str, password: str, now: datetime) -> int:
    """Set a new password by a link. Every session and every other link of the person ends. Returns the person's id.

    Raises CannotUseLink, CannotUsePassword.
    """
    token = links.take(secret, Purpose.RESET, now=now)
    user = token.user
    signin.replace(user, password, now=now)
    audit.note("password_reset", user=user.pk)
    return int(user.pk)


def _send(address: EmailAddress, now: datetime) -> None:
    links.end(address.user_id, Purpose.RESET, now=now)
    token, link = links.make(address.user, Purpose.RESET, now=now)
    enqueue_mail(
        key=f"reset:{token.pk}",
        to=address.address,
        template="reset",
        language=address.user.language,
        content={"name": person_name(address.user.name), "minutes": 60},
        private={"link": link},
        now=now,
    )
    audit.note("reset_sent", user=address.user_id)
