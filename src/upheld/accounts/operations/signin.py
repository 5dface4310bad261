"""Signing in with a password or a link, and changing one's password.

Attempts are counted before any lookup, and a password is compared even for an unknown address, so that neither the
answer nor the time reveals whether an address exists.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from upheld.accounts import addresses, devices, limits, passwords, strangers, turns
from upheld.accounts.actor import Actor
from upheld.accounts.models import Password, User
from upheld.accounts.operations import audit, links, rows
from upheld.accounts.operations.links import Purpose
from upheld.accounts.permissions import need_session
from upheld.accounts.sessions import Entrance
from upheld.operations.bus import operation
from upheld.operations.errors import Refused


class CannotSignIn(Refused):
    """Wrong address or password; the error does not say which."""


def sign_in(*, address: str, password: str, network: str, now: datetime, device: str = "") -> Entrance:
    """Check a password; the caller starts the session.

    ``device`` is the cookie of a device from which somebody signed in before.
    Raises CannotSignIn, TooManyAttempts, TooManyPasswords.
    """
    folded = addresses.fold(address)
    device_id = devices.recognise(device, folded)
    party = turns.person(folded) if device_id else strangers.party_of(network)
    with turns.turns().turn(party):
        credential = _credential(password, folded, network, device_id, now)
        if credential is None:
            turns.turns().note_wrong(party)
    if credential is None:
        audit.note("sign_in_failed", network=network)
        raise CannotSignIn("wrong_address_or_password")
    _confirm(credential, password)
    audit.note("signed_in", user=credential.user_id, network=network)
    return entrance_of(credential.user)


def _credential(password: str, folded: str, network: str, device_id: str | None, now: datetime) -> Password | None:
    """The stored password if it is the right one.

    A wrong one counts for whoever tried: a known device, which nobody else can use up, or a network and an address.
    A right one counts for the person. Both count before the work, and what does not apply is given back after it.
    """
    wrong = [(limits.SIGN_IN_NETWORK, network), (limits.SIGN_IN_ADDRESS, folded)]
    if device_id:
        wrong = [(limits.SIGN_IN_DEVICE, device_id)]
    right = [(limits.SIGN_IN_PERSON, folded)]
    for limit, subject in wrong + right:
        limits.count(limit, subject, now=now)
    credentials = Password.objects.select_related("user")
    credential = credentials.filter(user__addresses__folded=folded, user__is_active=True).first()
    matches = passwords.matches(password, credential.hashed if credential else None)
    for limit, subject in wrong if matches else right:
        limits.give_back(limit, subject, now=now)
    return credential if matches else None


def sign_in_by_link(*, secret: str, network: str, now: datetime) -> Entrance:
    """Use a one-time link; the caller starts the session. Raises CannotUseLink, TooManyAttempts."""
    limits.count(limits.LINK_NETWORK, network, now=now)
    return _enter(secret, network, now)


def change_password(*, current: str, password: str, by: Actor, now: datetime) -> Entrance:
    """Change the actor's password, given the current one. Other sessions and open links end.

    Every attempt counts, a right one too: each takes the work of two passwords.
    """
    need_session(by)
    limits.count(limits.PASSWORD_PERSON, str(by.id), now=now)
    return _change(current, password, by, now)


@operation
def sign_out_everywhere(*, by: Actor, now: datetime) -> Entrance:
    """End all sessions of the actor, including the current one unless the caller starts it again."""
    need_session(rows.acting(by))
    entrance = end_sessions(by.id)
    audit.note("signed_out_everywhere", user=by.id)
    return entrance


def entrance_of(user: User) -> Entrance:
    """What a session of this person begins with, by the row as it was read."""
    return Entrance(user.pk, user.sessions_ended)


def end_sessions(user_id: int) -> Entrance:
    """End all sessions of a person, whenever they were opened. Returns what a further one begins with."""
    person = User.objects.filter(pk=user_id)
    person.update(sessions_ended=F("sessions_ended") + 1)
    return Entrance(user_id, person.values_list("sessions_ended", flat=True).get())


def replace(user: User, password: str, *, now: datetime) -> Entrance:
    """Store a new password, and end the person's sessions and unused links."""
    folded_addresses = tuple(user.addresses.values_list("folded", flat=True))
    passwords.check(password, personal=(user.name, *(address.partition("@")[0] for address in folded_addresses)))
    Password.objects.update_or_create(
        user=user, defaults={"hashed": passwords.hash_password(password, of=user.pk), "changed_at": now}
    )
    links.end(user.pk, Purpose.RESET, Purpose.SIGN_IN)
    return end_sessions(user.pk)


@operation
def _enter(secret: str, network: str, now: datetime) -> Entrance:
    token = links.take(secret, Purpose.SIGN_IN, now=now)
    audit.note("signed_in_by_link", user=token.user_id, network=network)
    return entrance_of(token.user)


@operation
def _change(current: str, password: str, by: Actor, now: datetime) -> Entrance:
    user = rows.person(by.id, by=rows.acting(by))
    credential = Password.objects.filter(user_id=by.id).first()
    with turns.turns().turn(turns.person(by.id)):
        matches = passwords.matches(current, credential.hashed if credential else None)
    if not matches:
        raise CannotSignIn("wrong_current_password", field="current")
    entrance = replace(user, password, now=now)
    audit.note("password_changed", user=by.id)
    return entrance


@operation
def _confirm(credential: Password, password: str) -> None:
    """Refuse a password that was replaced, or whose person was deactivated, while it was compared."""
    current = Password.objects.filter(pk=credential.pk, hashed=credential.hashed)
    if rows.active_person(credential.user_id) is None or not current.exists():
        raise CannotSignIn("wrong_address_or_password")
    if passwords.outdated(credential.hashed):
        current.update(hashed=passwords.hash_password(password, of=credential.user_id))
