"""Links sent by e-mail: made, taken once, ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings

from upheld.accounts import secret
from upheld.accounts.actor import Actor
from upheld.accounts.models import OneTimeToken, User
from upheld.accounts.operations import audit
from upheld.accounts.permissions import need
from upheld.database import locks
from upheld.operations.bus import operation
from upheld.operations.errors import NotFound, Refused

Purpose = OneTimeToken.Purpose
GOOD_FOR = {
    Purpose.INVITATION: timedelta(days=7),
    Purpose.RESET: timedelta(hours=1),
    Purpose.SIGN_IN: timedelta(days=1),
}
PATHS = {Purpose.INVITATION: "/invitation/", Purpose.RESET: "/reset/", Purpose.SIGN_IN: "/enter/"}


class CannotUseLink(Refused):
    """Used, expired, replaced or never made: one answer for all."""

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
    """A new token, and the link whose secret is in no table."""
    text = secret.make()
    token = OneTimeToken.objects.create(
        user=user,
        purpose=purpose,
        digest=secret.digest(text),
        created_at=now,
        expires_at=now + GOOD_FOR[purpose],
        organisation_id=organisation_id,
        roles=sorted(roles),
        invited_by_id=invited_by_id,
    )
    return token, f"{settings.BASE_URL}{PATHS[purpose]}{text}"


def take(text: str, purpose: Purpose, *, now: datetime) -> OneTimeToken:
    """Use up the one-time token of a secret and return it with its person locked. Raises CannotUseLink."""
    usable = OneTimeToken.objects.filter(
        digest=secret.digest(text), purpose=purpose, used_at=None, expires_at__gt=now, user__is_active=True
    )
    token = usable.first()
    if token is None:
        raise CannotUseLink
    token.user = locks.for_update(User.objects.filter(pk=token.user_id)).get()
    # Asked again under the person's lock: another request may have used the link, or shut the person out.
    if not usable.filter(pk=token.pk).update(used_at=now):
        raise CannotUseLink
    return token


def end(user_id: int, *purposes: Purpose, now: datetime, organisation_id: int | None = None) -> None:
    """No open link of this person and purpose works any more."""
    rows = OneTimeToken.objects.filter(user_id=user_id, purpose__in=purposes, used_at=None, expires_at__gt=now)
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    rows.update(expires_at=now)


@operation
def issue_sign_in_link(*, user_id: int, by: Actor, now: datetime) -> str:
    """A link that signs a person in once, within a day: for the demonstration and for whoever runs the server."""
    need(by.is_system)
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise NotFound
    _, link = make(user, Purpose.SIGN_IN, now=now)
    audit.note("sign_in_link_issued", user=user_id)
    return link
