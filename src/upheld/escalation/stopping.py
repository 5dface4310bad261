"""Unsubscribe links that stop the mail about one ticket for one follower. They are signed and need no sign-in.

A link can do nothing else. Only followers get one: the requester and the assignee are always notified, because the
contract's clocks depend on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.signing import BadSignature, Signer

from upheld.accounts.actor import SYSTEM
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.operations.errors import NotFound

PATH = "/mail/stop/"
MAX_TOKEN_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Following:
    """A person who follows a ticket."""

    ticket_id: int
    user_id: int


def stop_link(following: Following) -> str:
    """Return the URL that stops this person's mail about this ticket."""
    return f"{settings.BASE_URL}{PATH}{_signer().sign(f'{following.ticket_id}.{following.user_id}')}"


def read_token(token: str) -> Following | None:
    """Return the ticket and the person of a token, or ``None`` if its signature is invalid."""
    if len(token) > MAX_TOKEN_LENGTH:
        return None
    try:
        ticket_id, user_id = _signer().unsign(token).split(".")
        return Following(int(ticket_id), int(user_id))
    except (BadSignature, ValueError):
        return None


def stop_mail(following: Following, *, now: datetime) -> None:
    """Stop following the ticket. Idempotent; deleted tickets are ignored."""
    with row_security.everything():
        try:
            desk.unwatch(ticket_id=following.ticket_id, user_id=following.user_id, by=SYSTEM, now=now)
        except NotFound:
            return


def _signer() -> Signer:
    return Signer(sep="~", salt="upheld.mail.stop")
