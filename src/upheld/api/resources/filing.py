"""Previews of filing: the contract that would cover a ticket, its severities and their deadlines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from django.http import HttpRequest
from pydantic import Field

from upheld.api.resources.clocks import Objective
from upheld.api.wire.act_bodies import Evidence
from upheld.api.wire.callers import actor_of, now_of
from upheld.api.wire.fields import Amount, BodyId, Moment, RequestBody, text
from upheld.api.wire.resource import READ, Resource
from upheld.api.wire.schemas import Schema, to_schemas
from upheld.contracts.queries import covering
from upheld.desk.checks import evidence as evidence_of
from upheld.desk.floors import from_ticket
from upheld.desk.queries import preview_filing
from upheld.desk.terms import terms_for_version
from upheld.operations.errors import NotFound
from upheld.sla import Reading, Severity, declared, propose_severity

filing = Resource("Tickets")


class TicketOutline(RequestBody):
    """What the ticket would be about; ``evidence`` holds the answers known so far."""

    organisation_id: BodyId
    product_id: BodyId
    region: str = text(40, default="", example="eu")
    environment: Literal["production", "test"] = "production"
    evidence: Evidence = {}


class Promise(Schema):
    """What would be due, and when; null where the clock would not be running yet, or its calendar ends."""

    objective: Objective
    due_at: Moment | None
    allowance: Amount | None


class OfferedLevel(Schema):
    """A severity that can be asked for."""

    id: str
    name: dict[str, str]
    criteria: str = Field(description="The contract's criterion, as it stands there; empty where there is none.")
    channels: list[str]
    promises: list[Promise]


class Offer(Schema):
    """The levels, the highest first, and what the criteria say about the evidence."""

    contract_version_id: int | None
    uncovered: str = Field(description="Why no contract would stand behind it; empty where one does.")
    levels: list[OfferedLevel]
    evidence: dict[str, str] = Field(description="What criteria may ask for: each name with its type.")
    proposed: str | None = Field(description="The highest level whose criterion is true.")
    undetermined: list[str] = Field(description="Higher levels that missing evidence leaves open.")


@filing.post("/filing-previews", Offer, status=200, scope=READ)
def preview_ticket(request: HttpRequest, body: TicketOutline) -> Offer:
    """What a ticket filed now would promise at each level, with every deadline. Nothing is kept."""
    actor, now = actor_of(request), now_of(request)
    if not actor.sees(body.organisation_id):
        raise NotFound("no_such_organisation", field="organisation_id")
    about = body.model_dump(exclude={"evidence"})
    cover = covering(at=now, **about)
    terms = terms_for_version(cover.version_id)
    proposal = propose_severity(terms, from_ticket(about) | evidence_of(body.evidence, terms))
    previews = {preview.severity: preview.readings for preview in preview_filing(**about, actor=actor, now=now)}
    return Offer(
        contract_version_id=cover.version_id,
        uncovered=cover.uncovered,
        levels=[_level(severity, previews.get(severity.id, ())) for severity in terms.severities],
        evidence=declared(terms.evidence),
        proposed=proposal.severity,
        undetermined=list(proposal.undetermined),
    )


def _level(level: Severity, readings: Iterable[Reading]) -> OfferedLevel:
    return OfferedLevel(
        id=level.id,
        name=dict(level.name),
        criteria=level.criteria or "",
        channels=list(level.channels),
        promises=to_schemas(Promise, readings),
    )
