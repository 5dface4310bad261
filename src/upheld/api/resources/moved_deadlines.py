"""Deadlines that new releases of the time zone database moved."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from upheld.api.resources.clocks import Objective
from upheld.api.wire.callers import actor_of
from upheld.api.wire.cursors import PageQuery
from upheld.api.wire.fields import Moment
from upheld.api.wire.resource import Resource
from upheld.api.wire.schemas import Page, Schema, to_schemas
from upheld.clocks import queries

moved = Resource("Clocks")


class MovedDeadline(Schema):
    """The deadline of an open clock, before and after a new release of the time zone database."""

    id: int
    organisation_id: int
    ticket_id: int
    objective: Objective
    cycle: int
    due_before: Moment | None = Field(description="null: there was none.")
    due_at: Moment | None = Field(description="null: there is none any more.")
    tzdata_before: str = Field(description="The release before; empty where it is not known.", examples=["2026.1"])
    tzdata: str = Field(examples=["2026.6"])
    found_at: Moment


@moved.read("/moved-deadlines", Page[MovedDeadline])
def list_moved_deadlines(request: HttpRequest, query: Query[PageQuery]) -> Page[MovedDeadline]:
    """Deadlines that new time zone data moved, the newest first: a customer's own, or all for the vendor's staff."""
    page = queries.moved_deadlines(actor=actor_of(request), after=query.cursor, limit=query.limit)
    return Page[MovedDeadline](items=to_schemas(MovedDeadline, page.items), next=page.after)
