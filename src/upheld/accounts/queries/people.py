"""People that the reader may see, and recipients of mail."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from upheld.accounts import addresses
from upheld.accounts.actor import Actor
from upheld.accounts.models import EmailAddress, GroupMember, Membership, OneTimeToken, User
from upheld.accounts.permissions import may_erase, may_give, may_manage_person, need_sight
from upheld.accounts.queries.views import (
    Choice,
    InvitationView,
    MemberView,
    PersonView,
    Recipient,
    RoleHeld,
)
from upheld.accounts.roles import CUSTOMER_ROLES, STAFF_ROLES, Role
from upheld.operations.errors import NotFound
from upheld.operations.paging import MOST, NAME, NEWEST, Listing, page


def people(
    *,
    organisation_id: int,
    actor: Actor,
    text: str = "",
    role: str = "",
    after: str | None = None,
    limit: int = 50,
) -> Listing[MemberView]:
    """Returns the people of an organisation, by name; raises NotFound if the actor may not see it."""
    need_sight(actor, organisation_id)
    rows = User.objects.filter(memberships__organisation_id=organisation_id)
    if role:
        rows = rows.filter(memberships__organisation_id=organisation_id, memberships__role=role)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(addresses__folded__contains=text.casefold()))
    return page(_with_parts(rows.distinct(), organisation_id), by=NAME, after=after, limit=limit).of(_member)


def person(*, user_id: int, actor: Actor) -> PersonView:
    """Returns a person; raises NotFound if the actor may not see them."""
    user = _with_parts(User.objects.filter(pk=user_id, erased_at=None)).select_related("password").first()
    if user is None or not _in_sight(user, actor):
        raise NotFound
    roles = [(membership.organisation_id, membership.role) for membership in user.memberships.all()]
    manageable = user_id != actor.id and all(
        may_manage_person(actor, [organisation_id], [role]) for organisation_id, role in roles
    )
    return PersonView(
        id=user.pk,
        name=user.name,
        addresses=tuple(address.address for address in user.addresses.all()),
        language=user.language,
        timezone=user.timezone,
        theme=user.theme,
        is_active=user.is_active,
        has_password=hasattr(user, "password"),
        created_at=user.created_at,
        roles=_roles(user, actor),
        groups=tuple(
            Choice(id=group_membership.group_id, name=group_membership.group.name)
            for group_membership in user.group_memberships.all()
        ),
        is_self=user_id == actor.id,
        may_deactivate=manageable and bool(roles or actor.is_staff),
        may_erase=may_erase(actor) and user_id != actor.id,
    )


def pending_invitations(*, organisation_id: int, actor: Actor, now: datetime) -> tuple[InvitationView, ...]:
    """Returns open invitations. Of the invited person they show only the address."""
    return invitation_page(organisation_id=organisation_id, actor=actor, now=now, limit=MOST).items


def invitation_page(
    *, organisation_id: int, actor: Actor, now: datetime, after: str | None = None, limit: int = 50
) -> Listing[InvitationView]:
    """Returns a page of open invitations, newest first; two statements."""
    need_sight(actor, organisation_id)
    rows = OneTimeToken.objects.filter(
        purpose=OneTimeToken.Purpose.INVITATION, organisation_id=organisation_id, used_at=None, expires_at__gt=now
    )
    invitations = page(rows, by=NEWEST, after=after, limit=limit)
    primary = EmailAddress.objects.filter(user__in=[item.user_id for item in invitations.items], is_primary=True)
    address_by_user = dict(primary.values_list("user_id", "address"))
    return invitations.of(
        lambda token: InvitationView(
            id=token.pk,
            address=address_by_user.get(token.user_id, ""),
            roles=tuple(token.roles),
            expires_at=token.expires_at,
            may_revoke=may_give(actor, organisation_id, token.roles),
        )
    )


def staff_choices(*, roles: Collection[str] = STAFF_ROLES) -> tuple[Choice, ...]:
    """Returns the vendor's active people with one of these roles, by name."""
    rows = User.objects.filter(is_active=True, memberships__role__in=roles).distinct().order_by("name", "pk")
    return tuple(Choice(id=identifier, name=name) for identifier, name in rows.values_list("id", "name"))


def names(ids: Iterable[int]) -> Mapping[int, str]:
    """Returns names by id; an erased person's name is a dash."""
    return dict(User.objects.filter(pk__in=set(ids)).values_list("id", "name"))


def holders(role: str, *, organisation_id: int | None = None) -> tuple[int, ...]:
    """Returns the ids of the active people with a role, anywhere or in one organisation."""
    rows = Membership.objects.filter(role=role, user__is_active=True)
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    return tuple(rows.order_by("user_id").values_list("user_id", flat=True).distinct())


def belonged(*, user_id: int, organisation_id: int, at: datetime) -> bool:
    """Tells whether a person belonged to a customer at an instant; a membership without a date always counts."""
    memberships = Membership.objects.filter(user_id=user_id, organisation_id=organisation_id, role__in=CUSTOMER_ROLES)
    return memberships.filter(Q(since=None) | Q(since__lte=at)).exists()


def recipients(ids: Iterable[int]) -> tuple[Recipient, ...]:
    """Returns mail recipients; inactive people and people without a verified address are left out."""
    rows = EmailAddress.objects.filter(
        user__in=set(ids), user__is_active=True, is_primary=True, verified_at__isnull=False
    )
    staff = set(Membership.objects.filter(user__in=set(ids), role__in=STAFF_ROLES).values_list("user_id", flat=True))
    values = rows.order_by("user_id").values_list(
        "user_id", "user__name", "address", "user__language", "user__timezone"
    )
    return tuple(
        Recipient(
            user_id=user_id, name=name, address=address, language=language, timezone=zone, is_staff=user_id in staff
        )
        for user_id, name, address, language, zone in values
    )


def user_of_address(*, address: str) -> int | None:
    """Returns the id of the active person with an address, in any spelling."""
    rows = EmailAddress.objects.filter(folded=addresses.fold(address), user__is_active=True)
    return rows.values_list("user_id", flat=True).first()


def _with_parts(rows: QuerySet[User], organisation_id: int | None = None) -> QuerySet[User]:
    memberships = Membership.objects.select_related("organisation").order_by("organisation__name", "id")
    if organisation_id is not None:
        memberships = memberships.filter(organisation_id=organisation_id)
    groups = GroupMember.objects.select_related("group").order_by("group__name")
    emails = EmailAddress.objects.order_by("-is_primary", "id")
    return rows.prefetch_related(
        Prefetch("memberships", memberships), Prefetch("group_memberships", groups), Prefetch("addresses", emails)
    )


def _member(row: User) -> MemberView:
    emails = [address.address for address in row.addresses.all()]
    return MemberView(
        id=row.pk,
        name=row.name,
        address=emails[0] if emails else "",
        roles=tuple(membership.role for membership in row.memberships.all()),
        is_active=row.is_active,
        groups=tuple(group_membership.group.name for group_membership in row.group_memberships.all()),
    )


def _roles(row: User, actor: Actor) -> tuple[RoleHeld, ...]:
    """Returns a person's roles; a customer's people see only those in their own organisations."""
    return tuple(
        RoleHeld(
            organisation_id=membership.organisation_id,
            organisation=membership.organisation.name,
            role=membership.role,
            may_take=may_give(actor, membership.organisation_id, [Role(membership.role)]),
        )
        for membership in row.memberships.all()
        if actor.id == row.pk or actor.sees(membership.organisation_id)
    )


def _in_sight(row: User, actor: Actor) -> bool:
    shared = any(actor.sees(membership.organisation_id) for membership in row.memberships.all())
    return actor.is_system or actor.is_staff or row.pk == actor.id or shared
