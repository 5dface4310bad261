"""Exclusion claims and the decisions on them; the rulings inbox of the arbiter."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from upheld.api.resources.tickets.main import Evidence
from upheld.api.resources.tickets.shapes import Candidate
from upheld.api.wire.callers import actor_args, actor_of
from upheld.api.wire.cursors import PageQuery
from upheld.api.wire.fields import Id, Instant, Moment, RequestBody, text
from upheld.api.wire.resource import Resource
from upheld.api.wire.schemas import CreatedId, Page, Schema, to_schemas
from upheld.desk import operations as desk
from upheld.desk import queries

cases = Resource("Cases")


class Claim(RequestBody):
    """A clause of the contract, the time it is about, and the evidence."""

    clause: str = text(60, least=1, example="third_party_network")
    scope: Literal["interval", "ticket"] | None = None
    from_at: Instant | None = None
    to_at: Instant | None = None
    evidence: str = text(4_000, default="", example="The carrier's incident report, 08:00 to 09:30.")
    fields: Annotated[
        Evidence,
        Field(examples=[{"sdk_version": "3.9.1"}], description="Each piece of evidence that the clause names."),
    ] = {}


class Decision(RequestBody):
    """Whether the claim is accepted; a rejection and a decision of the arbiter need a reason."""

    accepted: bool
    reason: str = text(4_000, default="")


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


@cases.post("/tickets/{ticket_id}/exclusions", CreatedId)
def claim_exclusion(request: HttpRequest, ticket_id: Id, body: Claim) -> CreatedId:
    """Claim that time does not count. Only an accepted claim has an effect."""
    return CreatedId(id=desk.claim_exclusion(ticket_id=ticket_id, **body.model_dump(), **actor_args(request)))


@cases.post("/tickets/{ticket_id}/exclusions/{claim_id}/decisions")
def decide_exclusion(request: HttpRequest, ticket_id: Id, claim_id: Id, body: Decision) -> None:
    """Decide a claim, once as the customer and once as the arbiter, whose decision prevails."""
    desk.decide_exclusion(ticket_id=ticket_id, claim_id=claim_id, **body.model_dump(), **actor_args(request))


@cases.post("/tickets/{ticket_id}/arbiters/{arbiter_id}/agreement")
def agree_to_arbiter(request: HttpRequest, ticket_id: Id, arbiter_id: Id) -> None:
    """Agree, as the customer, that an arbiter rules who was appointed after a case opened, or by themselves."""
    desk.agree_to_arbiter(ticket_id=ticket_id, arbiter_id=arbiter_id, **actor_args(request))


@cases.read("/cases", Page[Case])
def list_cases(request: HttpRequest, query: Query[PageQuery]) -> Page[Case]:
    """What awaits the arbiter, by when it is due; empty for others."""
    page = queries.case_page(actor=actor_of(request), after=query.cursor, limit=query.limit)
    return Page[Case](items=to_schemas(Case, page.items), next=page.after)
