"""Changes of severity, measurements, disputes and rulings."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from pydantic import Field

from upheld.api.resources.tickets.conversation import Reason
from upheld.api.resources.tickets.main import Evidence
from upheld.api.wire.callers import actor_args
from upheld.api.wire.fields import Id, Instant, RequestBody, text
from upheld.api.wire.resource import Resource
from upheld.api.wire.schemas import CreatedId
from upheld.desk import operations as desk

severity = Resource("Severity")


class Level(RequestBody):
    """A severity of the ticket's contract, and why."""

    severity: str = text(20, least=1, example="P0")
    reason: str = text(4_000, least=1, example="No message has been delivered for ten minutes.")


class Change(Level):
    """``impact`` counts from now on; ``correction`` from ``effective_from``, by default from the filing."""

    basis: Literal["impact", "correction"]
    effective_from: Instant | None = None


class Impact(Level):
    """A higher severity, why, and what can be said of it by the names that the contract's criteria use."""

    evidence: Annotated[Evidence, Field(examples=[{"service_down_minutes": 12}])] = {}


class Measurement(RequestBody):
    """What monitoring measured: values of the evidence that the contract's criteria speak of, public to both sides."""

    evidence: Annotated[Evidence, Field(min_length=1, examples=[{"service_down_minutes": 12}])]
    source: str = text(40, least=1, example="prometheus eu-1", description="Which monitor says so; kept for good.")


@severity.post("/tickets/{ticket_id}/measurements")
def record_measurement(request: HttpRequest, ticket_id: Id, body: Measurement) -> None:
    """Record what monitoring measured. The vendor cannot classify below what follows from it without a ruling."""
    desk.record_measurement(ticket_id=ticket_id, **body.model_dump(), **actor_args(request))


@severity.post("/tickets/{ticket_id}/floor-liftings")
def lift_floor(request: HttpRequest, ticket_id: Id, body: Reason) -> None:
    """End, as the vendor, a minimum severity that the newest measurements no longer make; both sides read why."""
    desk.lift_floor(ticket_id=ticket_id, reason=body.reason, **actor_args(request))


@severity.post("/tickets/{ticket_id}/severity-changes")
def change_severity(request: HttpRequest, ticket_id: Id, body: Change) -> None:
    """Reclassify, as the vendor."""
    desk.change_severity(ticket_id=ticket_id, **body.model_dump(), **actor_args(request))


@severity.post("/tickets/{ticket_id}/impact-reports")
def raise_impact(request: HttpRequest, ticket_id: Id, body: Impact) -> None:
    """Say, as the customer, that it has become worse."""
    desk.raise_impact(ticket_id=ticket_id, **body.model_dump(), **actor_args(request))


@severity.post("/tickets/{ticket_id}/disputes", CreatedId)
def dispute_severity(request: HttpRequest, ticket_id: Id, body: Level) -> CreatedId:
    """Contest the severity, as the customer; the contract says which one holds meanwhile."""
    return CreatedId(id=desk.dispute_severity(ticket_id=ticket_id, **body.model_dump(), **actor_args(request)))


@severity.delete("/tickets/{ticket_id}/disputes/open")
def withdraw_dispute(request: HttpRequest, ticket_id: Id) -> None:
    """Take the open dispute back."""
    desk.withdraw_dispute(ticket_id=ticket_id, **actor_args(request))


@severity.post("/tickets/{ticket_id}/rulings")
def rule_severity(request: HttpRequest, ticket_id: Id, body: Level) -> None:
    """Rule on the open dispute, as the arbiter."""
    desk.rule_severity(ticket_id=ticket_id, **body.model_dump(), **actor_args(request))
