"""Choices (id and name) for forms, limited in number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from upheld.accounts.models import Membership, Organisation, SupportGroup, User
from upheld.accounts.queries.views import Choice
from upheld.accounts.roles import CUSTOMER_ROLES, HANDLERS, STAFF_ROLES
from upheld.database import ask
from upheld.operations.paging import NAME, Listing, page

MOST = 500


def groups() -> tuple[Choice, ...]:
    """Returns the support groups."""
    return _choices(SupportGroup.objects.order_by("name").values_list("pk", "name")[:MOST])


def staff() -> tuple[Choice, ...]:
    """Returns the vendor's active people with any role."""
    return _people(STAFF_ROLES)


def handlers() -> tuple[Choice, ...]:
    """Returns the vendor's active people to whom a ticket can be assigned."""
    return _people(HANDLERS)


def _people(roles: frozenset[str]) -> tuple[Choice, ...]:
    members = Membership.objects.filter(role__in=roles, organisation__kind=Organisation.Kind.VENDOR).values("user")
    return _choices(User.objects.filter(pk__in=members, is_active=True).values_list("pk", "name")[:MOST])


def customers() -> tuple[Choice, ...]:
    """Returns the customers, by name."""
    rows = Organisation.objects.filter(kind=Organisation.Kind.CUSTOMER).order_by("name", "pk")
    return _choices(rows.values_list("pk", "name")[:MOST])


@dataclass(frozen=True, slots=True)
class TicketFilterChoices:
    """The choices for the filters of a ticket list."""

    groups: tuple[Choice, ...]
    staff: tuple[Choice, ...]
    customers: tuple[Choice, ...]


TICKET_FILTER_CHOICES = f"""
    SELECT kind, id, name FROM (
        (SELECT 'group' AS kind, id, name FROM accounts_supportgroup ORDER BY name, id LIMIT {MOST})
        UNION ALL (SELECT 'staff', u.id, u.name FROM accounts_user u WHERE u.is_active AND u.id IN (
            SELECT m.user_id FROM accounts_membership m JOIN accounts_organisation o ON o.id = m.organisation_id
            WHERE o.kind = %(vendor)s AND m.role = ANY(%(roles)s)) ORDER BY u.name, u.id LIMIT {MOST})
        UNION ALL (SELECT 'customer', id, name FROM accounts_organisation
            WHERE kind = %(customer)s ORDER BY name, id LIMIT {MOST})
    ) offered ORDER BY kind, name, id
"""  # noqa: S608  (constants; values are bound as parameters)


def ticket_filter_choices() -> TicketFilterChoices:
    """Returns `groups`, `staff` and `customers` in one statement, because the queue page is requested often."""
    kinds = {"vendor": Organisation.Kind.VENDOR.value, "customer": Organisation.Kind.CUSTOMER.value}
    rows = ask(TICKET_FILTER_CHOICES, {"roles": sorted(STAFF_ROLES), **kinds})
    of_kind = {kind: _choices(row[1:] for row in rows if row[0] == kind) for kind in ("group", "staff", "customer")}
    return TicketFilterChoices(of_kind["group"], of_kind["staff"], of_kind["customer"])


def people_of(*, organisation_id: int) -> tuple[Choice, ...]:
    """Returns the active people of a customer."""
    members = Membership.objects.filter(organisation_id=organisation_id, role__in=CUSTOMER_ROLES).values("user")
    return _choices(User.objects.filter(pk__in=members, is_active=True).values_list("pk", "name")[:MOST])


def page_of_people(
    *, organisation_id: int, with_staff: bool, after: str | None = None, limit: int = 50
) -> Listing[Choice]:
    """Returns a page of a customer's active people, and the vendor's if ``with_staff``; one statement."""
    members = Q(organisation_id=organisation_id, role__in=CUSTOMER_ROLES)
    if with_staff:
        members |= Q(role__in=STAFF_ROLES, organisation__kind=Organisation.Kind.VENDOR)
    rows = User.objects.filter(pk__in=Membership.objects.filter(members).values("user"), is_active=True)
    people = page(rows.only("id", "name"), by=NAME, after=after, limit=limit)
    return people.of(lambda user: Choice(id=user.pk, name=user.name))


def _choices(rows: Iterable[tuple[int, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(id=pk, name=name) for pk, name in rows)
