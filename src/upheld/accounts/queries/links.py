"""What a link's page shows before the link is used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from upheld.accounts import secret as secrets
from upheld.accounts.models import OneTimeToken, Password
from upheld.accounts.queries.views import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationOffer:
    """What is offered to whom; ``has_password`` people only say yes."""

    name: str
    organisation: str
    roles: tuple[str, ...]
    language: str
    has_password: bool


def invitation_offer(*, secret: str, now: datetime) -> InvitationOffer | None:
    """The offer behind a link, or ``None`` where it does not work any more."""
    found = _open(secret, OneTimeToken.Purpose.INVITATION, now)
    if found is None or found.organisation is None:
        return None
    return InvitationOffer(
        name=found.user.name,
        organisation=found.organisation.name,
        roles=tuple(found.roles),
        language=found.user.language,
        has_password=Password.objects.filter(user_id=found.user_id).exists(),
    )


def link_owner(*, secret: str, purpose: str, now: datetime) -> Choice | None:
    """Whose link this is, or ``None`` where it does not work any more."""
    found = _open(secret, purpose, now)
    return Choice(id=found.user_id, name=found.user.name) if found else None


def _open(secret: str, purpose: str, now: datetime) -> OneTimeToken | None:
    rows = OneTimeToken.objects.select_related("user", "organisation")
    return rows.filter(
        digest=secrets.digest(secret), purpose=purpose, used_at=None, expires_at__gt=now, user__is_active=True
    ).first()
