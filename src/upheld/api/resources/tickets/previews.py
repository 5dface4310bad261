"""Previews of both outcomes of a severity decision, and the people who can be mentioned on a ticket."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from upheld.accounts.queries import choices
from upheld.api.resources.clocks import Clock
from upheld.api.wire.callers import actor_of, now_of
from upheld.api.wire.cursors import PageQuery
from upheld.api.wire.fields import Id, QueryParams, text
from upheld.api.wire.resource import Resource
from upheld.api.wire.schemas import Items, Page, Ref, Schema, to_schemas
from upheld.desk import checks, queries
from upheld.desk.limits import LEVEL_MAX
from upheld.desk.queries import TicketView
from upheld.operations.errors import NotFound

previews = Resource("Severity")


class OutcomesQuery(QueryParams):
    """``dispute``: while it is open, and ruled either way. ``impact``: as it is now, and changed from now on."""

    kind: Literal["dispute", "impact"]
    severity: str = text(LEVEL_MAX, least=1, example="P0")


class Outcome(Schema):
    """The clocks that would stand if it were so: now, changed, disputed or ruled, at this severity."""

    kind: str
    severity: str
    below_floor: str | None = Field(
        description="The severity that measurements forbid the vendor to go below, where this lies below it."
    )
    clocks: list[Clock]


@previews.read("/tickets/{ticket_id}/outcomes", Items[Outcome])
def preview_outcomes(request: HttpRequest, ticket_id: Id, query: Query[OutcomesQuery]) -> Items[Outcome]:
    """What a dispute or a change of severity would make of the clocks. Nothing is kept."""
    view = _ticket(request, ticket_id)
    checks.choice(query.severity, field="severity", among=[level.id for level in view.levels])
    actor, now = actor_of(request), now_of(request)
    if query.kind == "dispute":
        outcomes = queries.preview_dispute(ticket_id=ticket_id, severity=query.severity, actor=actor, now=now)
    else:
        outcomes = queries.preview_severity(
            ticket_id=ticket_id, severity=query.severity, basis="impact", actor=actor, now=now
        )
    return Items[Outcome](
        items=[
            Outcome(
                kind=outcome.label.partition(":")[0],
                severity=outcome.severity,
                below_floor=outcome.below.severity if outcome.below else None,
                clocks=to_schemas(Clock, outcome.readings),
            )
            for outcome in outcomes
        ]
    )


@previews.read("/tickets/{ticket_id}/people", Page[Ref])
def list_ticket_people(request: HttpRequest, ticket_id: Id, query: Query[PageQuery]) -> Page[Ref]:
    """Who can be named on the ticket and follow it; a message names one as @(Name)."""
    customer = queries.customer_of(ticket_id=ticket_id, actor=actor_of(request))
    if customer is None:
        raise NotFound
    page = choices.page_of_people(
        organisation_id=customer,
        with_staff=actor_of(request).is_staff,
        after=query.cursor,
        limit=query.limit,
    )
    return Page[Ref](items=to_schemas(Ref, page.items), next=page.after)


def _ticket(request: HttpRequest, ticket_id: int) -> TicketView:
    ticket = queries.ticket(ticket_id=ticket_id, actor=actor_of(request), now=now_of(request))
    if ticket is None:
        raise NotFound
    return ticket
