"""Lists of tickets: a customer's own, or all of them for staff, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from upheld.accounts.actor import Actor
from upheld.database import ask
from upheld.desk.models import Ticket

OPEN = "open"
CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFilter:
    """Filters for a list of tickets; ``None`` means any. ``status`` is ``open`` or ``closed``."""

    organisation_id: int | None = None
    requester_id: int | None = None
    assignee_id: int | None = None
    product_id: int | None = None
    severity: str | None = None
    state: str | None = None
    status: str | None = None
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A ticket in a list."""

    id: int
    subject: str
    state: str
    severity: str
    customer_id: int
    customer: str
    requester: str
    product: str
    component: str
    platform: str
    sdk_version: str
    region: str
    environment: str
    group: str
    assignee: str
    tags: tuple[str, ...]
    uncovered: str
    filed_at: datetime
    updated_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class TicketPage:
    """A page of tickets. ``next_before`` is the ``before`` of the next page, ``None`` at the end."""

    lines: tuple[TicketLine, ...]
    next_before: int | None


def tickets(*, filters: TicketFilter, actor: Actor, before: int | None = None, limit: int = 50) -> TicketPage:
    """Returns the tickets that the actor may see, newest first; one statement."""
    rows = _rows(filters, actor)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    matches = list(rows.order_by("-pk")[: limit + 1])
    more = len(matches) > limit
    return TicketPage(tuple(_line(row) for row in matches[:limit]), matches[limit - 1].pk if more else None)


def every_ticket(*, filters: TicketFilter, actor: Actor, most: int) -> Iterator[TicketLine]:
    """Yields up to ``most`` tickets for an export, read in batches."""
    for row in _rows(filters, actor).order_by("-pk")[:most].iterator(chunk_size=500):
        yield _line(row)


# Raw SQL, because every search runs it.
BY_NUMBER = """
    SELECT t.id, t.subject, t.state, t.severity, t.organisation_id, o.name, r.name, p.name, t.component, t.platform,
        t.sdk_version, t.region, t.environment, coalesce(g.name, ''), coalesce(a.name, ''), t.tags, t.uncovered,
        t.filed_at, t.updated_at, t.closed_at
    FROM desk_ticket t
    JOIN accounts_organisation o ON o.id = t.organisation_id
    JOIN accounts_user r ON r.id = t.requester_id
    JOIN contracts_product p ON p.id = t.product_id
    LEFT JOIN accounts_supportgroup g ON g.id = t.group_id
    LEFT JOIN accounts_user a ON a.id = t.assignee_id
    WHERE t.id = ANY(%s)
"""


def by_number(*, ticket_ids: list[int], actor: Actor) -> tuple[TicketLine, ...]:
    """Returns these tickets in the given order, without those that the actor may not see."""
    lines = [TicketLine(*row) for row in ask(BY_NUMBER, [ticket_ids])]
    lines_by_id = {line.id: replace(line, tags=tuple(line.tags)) for line in lines if actor.sees(line.customer_id)}
    return tuple(lines_by_id[ticket_id] for ticket_id in ticket_ids if ticket_id in lines_by_id)


def _rows(filters: TicketFilter, actor: Actor) -> QuerySet[Ticket]:
    rows = Ticket.objects.select_related("organisation", "requester", "product", "group", "assignee")
    if not actor.is_staff and not actor.is_system:
        rows = rows.filter(organisation_id__in=actor.organisations)
    names = ("organisation_id", "requester_id", "assignee_id", "product_id", "severity", "state")
    values = {name: getattr(filters, name) for name in names}
    rows = rows.filter(**{name: value for name, value in values.items() if value is not None})
    if filters.tag is not None:
        rows = rows.filter(tags__contains=[filters.tag])
    if filters.status == OPEN:
        rows = rows.exclude(state__in=Ticket.CLOSED)
    elif filters.status == CLOSED:
        rows = rows.filter(state__in=Ticket.CLOSED)
    return rows


def _line(row: Ticket) -> TicketLine:
    return TicketLine(
        id=row.pk,
        subject=row.subject,
        state=row.state,
        severity=row.severity,
        customer_id=row.organisation_id,
        customer=row.organisation.name,
        requester=row.requester.name,
        product=row.product.name,
        component=row.component,
        platform=row.platform,
        sdk_version=row.sdk_version,
        region=row.region,
        environment=row.environment,
        group=row.group.name if row.group else "",
        assignee=row.assignee.name if row.assignee else "",
        tags=tuple(row.tags),
        uncovered=row.uncovered,
        filed_at=row.filed_at,
        updated_at=row.updated_at,
        closed_at=row.closed_at,
    )
