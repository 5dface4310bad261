"""Invitations: roles offered by e-mail, and given only when the link is followed.

The inviter does not learn whether the address is known: the result is the same. The mail may go to a stranger, so it
contains nothing that the inviter wrote, and invitations are limited for each inviter, organisation and address.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from upheld.accounts import addresses, limits, offers, passwords
from upheld.accounts.actor import Actor
from upheld.accounts.events import RolesChanged
from upheld.accounts.models import EmailAddress, Membership, OneTimeToken, Organisation, Password, User
from upheld.accounts.operations import audit, fields, links, rows, signin
from upheld.accounts.operations.links import Purpose
from upheld.accounts.permissions import may_give, need, need_scope
from upheld.accounts.roles import Role
from upheld.accounts.sessions import Entrance
from upheld.database import row_security
from upheld.operations.bus import operation, publish
from upheld.operations.errors import NotFound, Refused
from upheld.outbox.enqueue import enqueue_mail


class CannotInvite(Refused):
    """No role, or a role or person that does not fit the organisation: vendor and customer roles do not mix."""


def invite_person(
    *,
    organisation_id: int,
    address: str,
    roles: Iterable[str],
    name: str = "",
    language: str | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Offer a person roles in an organisation, by a link that works once, within seven days.

    An earlier open invitation into the same organisation stops working. Raises CannotUseAddress, CannotInvite,
    NotAllowed, NotFound, TooManyAttempts.
    """
    if not by.is_system:
        limits.count(limits.INVITE_PERSON, str(by.id), now=now)
        limits.count(limits.INVITE_ORGANISATION, str(organisation_id), now=now)
        limits.count(limits.INVITE_ADDRESS, addresses.fold(address), now=now)
    _invite(organisation_id, addresses.clean(address), frozenset(roles), name, language, by, now)


def accept_invitation(*, secret: str, name: str = "", password: str = "", now: datetime) -> Entrance:
    """Accept an invitation; a person without a password sets one.

    Raises CannotUseLink, CannotUsePassword, CannotAccept, CannotInvite, CannotAppointOneself.
    """
    with row_security.everything():  # a role of the vendor's is an entry of its log, and nobody is signed in here
        return _accept(secret, name, password, now)


@operation
def _accept(secret: str, name: str, password: str, now: datetime) -> Entrance:
    token = links.take(secret, Purpose.INVITATION, now=now)
    organisation, user = token.organisation, token.user
    if organisation is None or not offers.stands(token):
        raise links.CannotUseLink
    _refuse_two_families(user, organisation)
    if not Password.objects.filter(user=user).exists():
        _begin(user, name, password, now)
    EmailAddress.objects.filter(user=user, is_primary=True, verified_at=None).update(verified_at=now)
    _give(token, organisation, now)
    audit.note("invitation_accepted", user=user.pk, organisation=organisation.pk)
    return signin.entrance_of(user)


@operation
def revoke_invitation(*, invitation_id: int, by: Actor, now: datetime) -> None:
    """Revoke an invitation: its link stops working."""
    token = OneTimeToken.objects.filter(pk=invitation_id, purpose=Purpose.INVITATION, used_at=None).first()
    if token is None or token.organisation_id is None:
        raise NotFound
    by = rows.acting(by, token.user_id)
    rows.organisation(token.organisation_id, by=by)
    need(may_give(by, token.organisation_id, token.roles))
    need_scope(by)
    links.end(token.user_id, Purpose.INVITATION, organisation_id=token.organisation_id)
    audit.note("invitation_revoked", user=token.user_id, organisation=token.organisation_id, by=by.id)


@dataclass(frozen=True, slots=True)
class _Offer:
    organisation: Organisation
    user: User
    roles: frozenset[str]
    language: str


@operation
def _invite(
    organisation_id: int,
    address: str,
    roles: frozenset[str],
    name: str,
    language: str | None,
    by: Actor,
    now: datetime,
) -> None:
    organisation = rows.organisation(organisation_id, by=by)
    invited = rows.reserved(address)
    by = rows.acting(by, *invited.values_list("pk", flat=True))
    need(may_give(by, organisation_id, roles))
    need_scope(by)
    if not roles or not roles <= rows.family(organisation):
        raise CannotInvite("not_a_role_here", field="roles")
    language = fields.language(language or organisation.language)
    user = invited.first()
    rows.refuse_self_appointment(user_id=user.pk if user else 0, by_id=by.id, roles=roles)
    user = user or rows.new_person(
        name=fields.name(name or address.partition("@")[0]),
        address=address,
        language=language,
        timezone=organisation.timezone,
        now=now,
    )
    _send(_Offer(organisation, user, roles, language), address, by, now)


def _send(offer: _Offer, address: str, by: Actor, now: datetime) -> None:
    organisation_id = int(offer.organisation.pk)
    links.end(offer.user.pk, Purpose.INVITATION, organisation_id=organisation_id)
    token, link = links.make(
        offer.user,
        Purpose.INVITATION,
        now=now,
        organisation_id=organisation_id,
        roles=offer.roles,
        invited_by_id=by.id or None,
    )
    enqueue_mail(
        key=f"invitation:{token.pk}",
        to=address,
        template="invitation",
        language=offer.language,
        content={"organisation": offer.organisation.name, "days": 7},
        private={"link": link},
        now=now,
        organisation_id=organisation_id,
    )
    audit.note("invited", user=offer.user.pk, organisation=organisation_id, by=by.id)


def _begin(user: User, name: str, password: str, now: datetime) -> None:
    address = rows.primary_address(user.pk) or ""
    user.name = fields.name(name or user.name)
    passwords.check(password, personal=(user.name, address.partition("@")[0]))
    user.save(update_fields=["name"])
    Password.objects.create(user=user, hashed=passwords.hash_password(password, of=user.pk), changed_at=now)


def _refuse_two_families(user: User, organisation: Organisation) -> None:
    """Refuse a person with roles at the vendor and at a customer, who could rule on their own case."""
    memberships = Membership.objects.filter(user=user).exclude(role__in=rows.family(organisation))
    if memberships.exists():
        raise CannotInvite("other_family")


def _give(token: OneTimeToken, organisation: Organisation, now: datetime) -> None:
    rows.refuse_self_appointment(user_id=token.user_id, by_id=token.invited_by_id or 0, roles=token.roles)
    current_roles = Membership.objects.filter(user=token.user, organisation=organisation).values_list("role", flat=True)
    roles = [Role(role) for role in token.roles if role not in current_roles]
    Membership.objects.bulk_create(
        [Membership(user=token.user, organisation=organisation, role=role, since=now) for role in roles],
        ignore_conflicts=True,
    )
    publish(
        RolesChanged(
            organisation_id=int(organisation.pk),
            user_id=token.user_id,
            added_roles=tuple(roles),
            by_id=token.invited_by_id or 0,
            at=now,
        )
    )
