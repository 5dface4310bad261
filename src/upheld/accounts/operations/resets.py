"""Password resets.

The page stores the request for any address and always shows the same answer. The worker looks up the address and sends
the mail, so that the response time does not reveal whether the address is known.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from upheld.accounts import addresses, limits
from upheld.accounts.models import EmailAddress, ResetRequest, User
from upheld.accounts.operations import audit, links, signin
from upheld.accounts.operations.links import Purpose
from upheld.database import locks
from upheld.operations.bus import operation
from upheld.outbox.enqueue import enqueue_mail

STALE = timedelta(hours=1)


def request_reset(*, address: str, network: str, now: datetime) -> None:
    """Request a password reset for an address. Raises TooManyAttempts."""
    folded = addresses.fold(address)
    limits.count(limits.RESET_NETWORK, network, now=now)
    limits.count(limits.RESET_ADDRESS, folded, now=now)
    ResetRequest.objects.create(folded=folded, requested_at=now)


@operation
def answer_reset_requests(*, now: datetime, limit: int = 100) -> int:
    """Send a one-time link, valid for an hour, to each known active address. Returns the number of requests."""
    waiting = dict(ResetRequest.objects.order_by("id").values_list("pk", "folded")[:limit])
    # People are locked before requests (ADR 25); whoever waited for one sees that they are erased or deactivated.
    people = locks.in_order(User.objects.filter(addresses__folded__in=waiting.values(), is_active=True))
    requests = list(locks.for_update(ResetRequest.objects.filter(pk__in=waiting).order_by("pk"), skip_locked=True))
    folded_addresses = {request.folded for request in requests if request.requested_at > now - STALE}
    recipients = EmailAddress.objects.select_related("user").filter(folded__in=folded_addresses, user__in=people)
    for address in recipients.exclude(user__password=None):
        _send(address, now)
    ResetRequest.objects.filter(pk__in=[request.pk for request in requests]).delete()
    return len(requests)


@operation
def reset_password(*, secret: str, password: str, now: datetime) -> int:
    """Set a new password with a link. The person's sessions and other links end. Returns the person's id.

    Raises CannotUseLink, CannotUsePassword.
    """
    token = links.take(secret, Purpose.RESET, now=now)
    user = token.user
    signin.replace(user, password, now=now)
    audit.note("password_reset", user=user.pk)
    return int(user.pk)


def _send(address: EmailAddress, now: datetime) -> None:
    links.end(address.user_id, Purpose.RESET)
    token, link = links.make(address.user, Purpose.RESET, now=now)
    enqueue_mail(
        key=f"reset:{token.pk}",
        to=address.address,
        template="reset",
        language=address.user.language,
        content={"name": address.user.name, "minutes": 60},
        private={"link": link},
        now=now,
    )
    audit.note("reset_sent", user=address.user_id)
