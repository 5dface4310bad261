"""One-time links that are sent by e-mail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings

from upheld.accounts import secret
from upheld.accounts.actor import Actor
from upheld.accounts.models import OneTimeToken, User
from upheld.accounts.operations import audit, rows
from upheld.accounts.permissions import need
from upheld.database import locks
from upheld.operations.bus import operation
from upheld.operations.errors import NotFound, Refused

Purpose = OneTimeToken.Purpose
LIFETIMES = {
    Purpose.INVITATION: timedelta(days=7),
    Purpose.RESET: timedelta(hours=1),
    Purpose.SIGN_IN: timedelta(days=1),
}
PATHS = {Purpose.INVITATION: "/invitation/", Purpose.RESET: "/reset/", Purpose.SIGN_IN: "/enter/"}


class CannotUseLink(Refused):
    """The link is used, expired, replaced or unknown; the error does not say which."""

    def __init__(self) -> None:
        super().__init__("link_not_valid")


def make(
    user: User,
    purpose: Purpose,
    *,
    now: datetime,
    organisation_id: int | None = None,
    roles: Iterable[str] = (),
    invited_by_id: int | None = None,
) -> tuple[OneTimeToken, str]:
    """Create a one-time token for a locked person, and return it with its link. The secret itself is not stored."""
    text = secret.make()
    token = OneTimeToken.objects.create(
        user=user,
        purpose=purpose,
        digest=secret.digest(text),
        created_at=now,
        expires_at=now + LIFETIMES[purpose],
        organisation_id=organisation_id,
        roles=sorted(roles),
        invited_by_id=invited_by_id,
    )
    return token, f"{settings.BASE_URL}{PATHS[purpose]}{text}"


def take(text: str, purpose: Purpose, *, now: datetime) -> OneTimeToken:
    """Use the one-time token of a secret, and return it with its person locked. Raises CannotUseLink."""
    usable = OneTimeToken.objects.filter(
        digest=secret.digest(text), purpose=purpose, used_at=None, expires_at__gt=now, user__is_active=True
    )
    token = usable.first()
    if token is None:
        raise CannotUseLink
    # With the inviter, whose right to invite must hold until an invitation is accepted.
    locks.in_order(User.objects.filter(pk__in=[pk for pk in (token.user_id, token.invited_by_id) if pk is not None]))
    token.user = User.objects.get(pk=token.user_id)
    # Checked again under the lock: another request may have used the link, or deactivated the person.
    if not usable.filter(pk=token.pk).update(used_at=now):
        raise CannotUseLink
    return token


def end(user_id: int, *purposes: Purpose, organisation_id: int | None = None) -> None:
    """Delete a person's unused links of these purposes, expired ones too: no clock can make them valid again."""
    rows = OneTimeToken.objects.filter(user_id=user_id, purpose__in=purposes, used_at=None)
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    rows.delete()


@operation
def issue_sign_in_link(*, user_id: int, by: Actor, now: datetime) -> str:
    """Create a link that signs a person in once, within a day, for the demonstration and for operators."""
    need(by.is_system)
    user = rows.active_person(user_id)
    if user is None:
        raise NotFound
    _, link = make(user, Purpose.SIGN_IN, now=now)
    audit.note("sign_in_link_issued", user=user_id)
    return link
