"""Entering with a password or a link, and passwords changed by their owners.

Attempts are counted before anything is looked up, and a password is compared even where there is no person:
the answer and the work are the same for an address that nobody has.
"""

from __future__ import annotations

from datetime import datetime

from upheld.accounts import addresses, limits, passwords
from upheld.accounts.actor import Actor
from upheld.accounts.models import Password, User
from upheld.accounts.operations import audit, links
from upheld.accounts.operations.links import Purpose
from upheld.accounts.permissions import need_session
from upheld.database import locks
from upheld.operations.bus import operation
from upheld.operations.errors import NotFound, Refused


class CannotSignIn(Refused):
    """Wrong address or wrong password: it is not said which."""


def sign_in(*, address: str, password: str, network: str, now: datetime) -> int:
    """Who this is. The surface then opens a new session. Raises CannotSignIn, TooManyAttempts."""
    folded = addresses.fold(address)
    limits.count(limits.SIGN_IN_NETWORK, network, now=now)
    limits.count(limits.SIGN_IN_ADDRESS, folded, now=now)
    kept = Password.objects.filter(user__addresses__folded=folded, user__is_active=True).first()
    if not passwords.matches(password, kept.hashed if kept else None) or kept is None:
        audit.note("sign_in_failed", network=network)
        raise CannotSignIn("wrong_address_or_password")
    limits.give_back(limits.SIGN_IN_NETWORK, network, now=now)
    limits.give_back(limits.SIGN_IN_ADDRESS, folded, now=now)
    _strengthen(kept, password)
    audit.note("signed_in", user=kept.user_id, network=network)
    return kept.user_id


def sign_in_by_link(*, secret: str, network: str, now: datetime) -> int:
    """Who this link was made for; it works once. Raises CannotUseLink, TooManyAttempts."""
    limits.count(limits.LINK_NETWORK, network, now=now)
    return _enter(secret, network, now)


def change_password(*, current: str, password: str, by: Actor, now: datetime) -> None:
    """A new password for whoever knows the present one. Other sessions and open links end."""
    need_session(by)
    limits.count(limits.PASSWORD_PERSON, str(by.id), now=now)
    _change(current, password, by, now)


@operation
def sign_out_everywhere(*, by: Actor, now: datetime) -> None:
    """Every session opened before now is over, this one too unless the surface opens it anew."""
    need_session(by)
    User.objects.filter(pk=by.id).update(sessions_from=now)
    audit.note("signed_out_everywhere", user=by.id)


def replace(user: User, password: str, *, now: datetime) -> None:
    """Keep a new password and end what the old one opened: sessions, and links not yet followed."""
    known = tuple(user.addresses.values_list("folded", flat=True))
    passwords.check(password, personal=(user.name, *(one.partition("@")[0] for one in known)))
    Password.objects.update_or_create(user=user, defaults={"hashed": passwords.keep(password), "changed_at": now})
    User.objects.filter(pk=user.pk).update(sessions_from=now)
    links.end(user.pk, Purpose.RESET, Purpose.SIGN_IN, now=now)


@operation
def _enter(secret: str, network: str, now: datetime) -> int:
    token = links.take(secret, Purpose.SIGN_IN, now=now)
    audit.note("signed_in_by_link", user=token.user_id, network=network)
    return token.user_id


@operation
def _change(current: str, password: str, by: Actor, now: datetime) -> None:
    user = locks.for_update(User.objects.filter(pk=by.id, is_active=True)).first()
    kept = Password.objects.filter(user_id=by.id).first()
    if user is None:
        raise NotFound
    if not passwords.matches(current, kept.hashed if kept else None):
        raise CannotSignIn("wrong_current_password", field="current")
    replace(user, password, now=now)
    limits.give_back(limits.PASSWORD_PERSON, str(by.id), now=now)
    audit.note("password_changed", user=by.id)


def _strengthen(kept: Password, password: str) -> None:
    if passwords.outdated(kept.hashed):
        Password.objects.filter(pk=kept.pk, hashed=kept.hashed).update(hashed=passwords.keep(password))
