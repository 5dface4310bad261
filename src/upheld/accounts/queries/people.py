"""People as the reader may see them, and what others need to write to them."""

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
    """Who belongs to an organisation, by name; raises NotFound for one that the actor may not see."""
    need_sight(actor, organisation_id)
    rows = User.objects.filter(memberships__organisation_id=organisation_id)
    if role:
        rows = rows.filter(memberships__organisation_id=organisation_id, memberships__role=role)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(addresses__folded__contains=text.casefold()))
    return page(_with_parts(rows.distinct(), organisation_id), by=NAME, after=after, limit=limit).of(_member)


def person(*, user_id: int, actor: Actor) -> PersonView:
    """One person; raises NotFound for one who shares no organisation with the actor."""
    found = _with_parts(User.objects.filter(pk=user_id, erased_at=None)).select_related("password").first()
    if found is None or not _in_sight(found, actor):
        raise NotFound
    held = [(membership.organisation_id, membership.role) for membership in found.memberships.all()]
    manageable = user_id != actor.id and all(may_manage_person(actor, [place], [role]) for place, role in held)
    return PersonView(
        id=found.pk,
        name=found.name,
        addresses=tuple(address.address for address in found.addresses.all()),
        language=found.language,
        timezone=found.timezone,
        theme=found.theme,
        is_active=found.is_active,
        has_password=hasattr(found, "password"),
        created_at=found.created_at,
        roles=_roles(found, actor),
        groups=tuple(
            Choice(id=group_membership.group_id, name=group_membership.group.name)
            for group_membership in found.group_memberships.all()
        ),
        is_self=user_id == actor.id,
        may_deactivate=manageable and bool(held or actor.is_staff),
        may_erase=may_erase(actor) and user_id != actor.id,
    )


def pending_invitations(*, organisation_id: int, actor: Actor, now: datetime) -> tuple[InvitationView, ...]:
    """Offers that nobody took yet. The address is all that is told of whom they were made to."""
    return invitation_page(organisation_id=organisation_id, actor=actor, now=now, limit=MOST).items


def invitation_page(
    *, organisation_id: int, actor: Actor, now: datetime, after: str | None = None, limit: int = 50
) -> Listing[InvitationView]:
    """A page of them, the newest first; two statements."""
    need_sight(actor, organisation_id)
    rows = OneTimeToken.objects.filter(
        purpose=OneTimeToken.Purpose.INVITATION, organisation_id=organisation_id, used_at=None, expires_at__gt=now
    )
    found = page(rows, by=NEWEST, after=after, limit=limit)
    primary = EmailAddress.objects.filter(user__in=[item.user_id for item in found.items], is_primary=True)
    written = dict(primary.values_list("user_id", "address"))
    return found.of(
        lambda one: InvitationView(
            id=one.pk,
            address=written.get(one.user_id, ""),
            roles=tuple(one.roles),
            expires_at=one.expires_at,
            may_revoke=may_give(actor, organisation_id, one.roles),
        )
    )


def staff_choices(*, roles: Collection[str] = STAFF_ROLES) -> tuple[Choice, ...]:
    """The vendor's active people who hold one of these roles, by name."""
    rows = User.objects.filter(is_active=True, memberships__role__in=roles).distinct().order_by("name", "pk")
    return tuple(Choice(id=identifier, name=name) for identifier, name in rows.values_list("id", "name"))


def names(ids: Iterable[int]) -> Mapping[int, str]:
    """Names by id; of an erased person a dash."""
    return dict(User.objects.filter(pk__in=set(ids)).values_list("id", "name"))


def holders(role: str, *, organisation_id: int | None = None) -> tuple[int, ...]:
    """Ids of the active people who hold a role, anywhere or in one organisation."""
    rows = Membership.objects.filter(role=role, user__is_active=True)
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    return tuple(rows.order_by("user_id").values_list("user_id", flat=True).distinct())


def belonged(*, user_id: int, organisation_id: int, at: datetime) -> bool:
    """Whether one of a customer's people was so at an instant; undated memberships are older than any."""
    own = Membership.objects.filter(user_id=user_id, organisation_id=organisation_id, role__in=CUSTOMER_ROLES)
    return own.filter(Q(since=None) | Q(since__lte=at)).exists()


def recipients(ids: Iterable[int]) -> tuple[Recipient, ...]:
    """Where to write to these people; the inactive and those without a verified address are left out."""
    rows = EmailAddress.objects.filter(
        user__in=set(ids), user__is_active=True, is_primary=True, verified_at__isnull=False
    )
    staff = set(Membership.objects.filter(user__in=set(ids), role__in=STAFF_ROLES).values_list("user_id", flat=True))
    found = rows.order_by("user_id").values_list("user_id", "user__name", "address", "user__language", "user__timezone")
    return tuple(
        Recipient(
            user_id=user_id, name=name, address=address, language=language, timezone=zone, is_staff=user_id in staff
        )
        for user_id, name, address, language, zone in found
    )


def user_of_address(*, address: str) -> int | None:
    """Id of the active person behind an address, however it is spelt."""
    rows = EmailAddress.objects.filter(folded=addresses.fold(address), user__is_active=True)
    return rows.values_list("user_id", flat=True).first()


def _with_parts(rows: QuerySet[User], organisation_id: int | None = None) -> QuerySet[User]:
    held = Membership.objects.select_related("organisation").order_by("organisation__name", "id")
    if organisation_id is not None:
        held = held.filter(organisation_id=organisation_id)
    grouped = GroupMember.objects.select_related("group").order_by("group__name")
    written = EmailAddress.objects.order_by("-is_primary", "id")
    return rows.prefetch_related(
        Prefetch("memberships", held), Prefetch("group_memberships", grouped), Prefetch("addresses", written)
    )


def _member(row: User) -> MemberView:
    written = [address.address for address in row.addresses.all()]
    return MemberView(
        id=row.pk,
        name=row.name,
        address=written[0] if written else "",
        roles=tuple(membership.role for membership in row.memberships.all()),
        is_active=row.is_active,
        groups=tuple(group_membership.group.name for group_membership in row.group_memberships.all()),
    )


def _roles(row: User, actor: Actor) -> tuple[RoleHeld, ...]:
    """A customer's people see roles in their own organisations only."""
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
