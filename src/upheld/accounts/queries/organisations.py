"""Organisations that the reader may see."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from upheld.accounts.actor import Actor
from upheld.accounts.models import Organisation
from upheld.accounts.permissions import may_give, may_invite, may_keep_organisations, need_sight
from upheld.accounts.queries.views import Choice, OrganisationView
from upheld.accounts.roles import CUSTOMER_ROLES, STAFF_ROLES, Role
from upheld.operations.errors import NotFound
from upheld.operations.paging import NAME, Listing, page

VENDOR = Organisation.Kind.VENDOR


def organisation(*, organisation_id: int, actor: Actor) -> OrganisationView:
    """Returns an organisation; raises NotFound if the actor may not see it."""
    need_sight(actor, organisation_id)
    row = _rows(actor).filter(pk=organisation_id).first()
    if row is None:
        raise NotFound
    return _view(row, actor)


def organisations(
    *, actor: Actor, text: str = "", csm_id: int | None = None, after: str | None = None, limit: int = 50
) -> Listing[OrganisationView]:
    """Returns the customers that the actor may see, by name."""
    rows = _rows(actor).exclude(kind=VENDOR)
    if text:
        rows = rows.filter(name__icontains=text)
    if csm_id is not None:
        rows = rows.filter(csm_id=csm_id)
    return page(rows, by=NAME, after=after, limit=limit).of(lambda row: _view(row, actor))


def organisation_choices(*, actor: Actor, limit: int = 500) -> tuple[Choice, ...]:
    """Returns the customers that the actor may see, as choices."""
    rows = _rows_seen(actor).exclude(kind=VENDOR).order_by("name", "pk").values_list("id", "name")[:limit]
    return tuple(Choice(id=identifier, name=name) for identifier, name in rows)


def vendor(*, actor: Actor) -> OrganisationView | None:
    """Returns the vendor; ``None`` except for its staff."""
    row = _rows(actor).filter(kind=VENDOR).first()
    return _view(row, actor) if row else None


def is_vendor(*, organisation_id: int) -> bool:
    return Organisation.objects.filter(pk=organisation_id, kind=VENDOR).exists()


def _rows_seen(actor: Actor) -> QuerySet[Organisation]:
    everything = actor.is_system or actor.is_staff
    return Organisation.objects.all() if everything else Organisation.objects.filter(pk__in=actor.organisations)


def _rows(actor: Actor) -> QuerySet[Organisation]:
    active = Q(memberships__user__is_active=True)
    people = Count("memberships__user", filter=active, distinct=True)
    return _rows_seen(actor).select_related("parent", "csm").annotate(people=people)


def _view(row: Organisation, actor: Actor) -> OrganisationView:
    is_the_vendor = row.kind == VENDOR
    family = STAFF_ROLES if is_the_vendor else CUSTOMER_ROLES
    return OrganisationView(
        id=row.pk,
        name=row.name,
        is_vendor=is_the_vendor,
        account=row.account,
        timezone=row.timezone,
        language=row.language,
        parent=Choice(id=row.parent.pk, name=row.parent.name) if row.parent else None,
        csm=Choice(id=row.csm.pk, name=row.csm.name) if row.csm else None,
        people=getattr(row, "people", 0),
        created_at=row.created_at,
        may_edit=may_keep_organisations(actor),
        may_invite=may_invite(actor, row.pk, vendor=is_the_vendor),
        givable_roles=tuple(role for role in Role if role in family and may_give(actor, row.pk, [role])),
    )
