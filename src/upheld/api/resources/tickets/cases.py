"""The rulings inbox of the arbiter."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from upheld.api.resources.tickets.shapes import Candidate
from upheld.api.wire.callers import actor_of
from upheld.api.wire.cursors import PageQuery
from upheld.api.wire.fields import Moment
from upheld.api.wire.resource import Resource
from upheld.api.wire.schemas import Page, Schema, to_schemas
from upheld.desk import queries

cases = Resource("Cases")


class Case(Schema):
    """Something that awaits a decision outside the handling chain."""

    kind: str = Field(description="dispute, exclusion or cancellation.")
    id: int
    ticket_id: int
    subject: str
    customer: str
    severity: str
    asked: str
    text: str
    opened_at: Moment
    due_at: Moment | None
    candidates: list[Candidate]


@cases.read("/cases", Page[Case])
def list_cases(request: HttpRequest, query: Query[PageQuery]) -> Page[Case]:
    """What awaits the arbiter, by when it is due; empty for others."""
    page = queries.case_page(actor=actor_of(request), after=query.cursor, limit=query.limit)
    return Page[Case](items=to_schemas(Case, page.items), next=page.after)
