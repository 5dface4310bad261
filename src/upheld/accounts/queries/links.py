"""Data for the page of a one-time link, before the link is used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from upheld.accounts import offers
from upheld.accounts import secret as secrets
from upheld.accounts.models import OneTimeToken, Password
from upheld.accounts.queries.views import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationOffer:
    """The offer of an invitation. A person with ``has_password`` only has to accept."""

    name: str
    organisation: str
    roles: tuple[str, ...]
    language: str
    has_password: bool


def invitation_offer(*, secret: str, now: datetime) -> InvitationOffer | None:
    """Returns the offer of an invitation link, or ``None`` if the link is not valid."""
    token = _usable_token(secret, OneTimeToken.Purpose.INVITATION, now)
    if token is None or token.organisation is None or not offers.stands(token):
        return None
    return InvitationOffer(
        name=token.user.name,
        organisation=token.organisation.name,
        roles=tuple(token.roles),
        language=token.user.language,
        has_password=Password.objects.filter(user_id=token.user_id).exists(),
    )


def link_owner(*, secret: str, purpose: str, now: datetime) -> Choice | None:
    """Returns the person of a link, or ``None`` if the link is not valid."""
    token = _usable_token(secret, purpose, now)
    return Choice(id=token.user_id, name=token.user.name) if token else None


def _usable_token(secret: str, purpose: str, now: datetime) -> OneTimeToken | None:
    rows = OneTimeToken.objects.select_related("user", "organisation")
    return rows.filter(
        digest=secrets.digest(secret), purpose=purpose, used_at=None, expires_at__gt=now, user__is_active=True
    ).first()
