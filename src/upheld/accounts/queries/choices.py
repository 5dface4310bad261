"""What forms offer to choose from: ids with names, bounded."""

from __future__ import annotations

from collections.abc import Iterable

from upheld.accounts.models import Membership, Organisation, SupportGroup, User
from upheld.accounts.queries.views import Choice
from upheld.accounts.roles import CUSTOMER_ROLES, HANDLERS, STAFF_ROLES

MOST = 500


def groups() -> tuple[Choice, ...]:
    """The support groups."""
    return _choices(SupportGroup.objects.order_by("name").values_list("pk", "name")[:MOST])


def staff() -> tuple[Choice, ...]:
    """The vendor's active people, whatever their role."""
    return _people(STAFF_ROLES)


def handlers() -> tuple[Choice, ...]:
    """The vendor's active people to whom a ticket can be given."""
    return _people(HANDLERS)


def _people(roles: frozenset[str]) -> tuple[Choice, ...]:
    members = Membership.objects.filter(role__in=roles, organisation__kind=Organisation.Kind.VENDOR).values("user")
    return _choices(User.objects.filter(pk__in=members, is_active=True).values_list("pk", "name")[:MOST])


def customers() -> tuple[Choice, ...]:
    """The customers by name."""
    rows = Organisation.objects.filter(kind=Organisation.Kind.CUSTOMER).order_by("name", "pk")
    return _choices(rows.values_list("pk", "name")[:MOST])


def people_of(*, organisation_id: int) -> tuple[Choice, ...]:
    """The active people of a customer."""
    members = Membership.objects.filter(organisation_id=organisation_id, role__in=CUSTOMER_ROLES).values("user")
    return _choices(User.objects.filter(pk__in=members, is_active=True).values_list("pk", "name")[:MOST])


def _choices(rows: Iterable[tuple[int, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(id=pk, name=name) for pk, name in rows)
