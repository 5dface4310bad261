"""The webhooks section of the OpenAPI document: the calls that this server makes, as CloudEvents.

These schemas describe the data that `upheld.escalation.payloads` builds; a test compares the two.
"""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import Field

from upheld.api.wire.schemas import Schema
from upheld.escalation.audiences import REACHED
from upheld.escalation.operations.endpoints import TEST_EVENT

MEDIA_TYPE: Final = "application/cloudevents+json"
SIGNATURE: Final = (
    ("webhook-id", "The same at every attempt, and the event's id."),
    ("webhook-timestamp", "Seconds since 1970: when this attempt was signed."),
    ("webhook-signature", "`v1,` and the Base64 of the HMAC-SHA256 over `id.timestamp.body`."),
)


class WebhookTicket(Schema):
    """The ticket that a call is about."""

    number: int
    subject: str
    customer: str
    product: str = Field(description="The product's slug.")
    severity: str
    url: str = Field(description="The ticket's page in the console.")


class WebhookStep(Schema):
    """The escalation step that was reached."""

    number: int = Field(description="Counted from 0, in the order of the contract.")
    at: str = Field(description="`breach`, or the share of the target that was used, such as `75%`.")
    after: bool = Field(description="Whether the step follows the breach by a delay.")
    reached_at: str
    notify: list[str]


class WebhookSpan(Schema):
    """A stretch of time, and whether it counted."""

    start: str
    end: str
    counted: bool
    seconds: float
    why: str


class WebhookClock(Schema):
    """The clock whose step was reached, as of the data's `as_of`. What does not apply is left out or null."""

    objective: str
    cycle: int
    state: str | None = None
    outcome: str | None = None
    due_at: str | None = None
    allowance_seconds: float | None = None
    counted_seconds: float | None = None
    remaining_seconds: float | None = None
    overdue_seconds: float | None = None
    reckoning: list[WebhookSpan] = []


class WebhookRun(Schema):
    """Updates missed in a row; only where the call stands for all of them."""

    missed: int
    since: str


class EscalationReachedData(Schema):
    """Data of `escalation.reached`."""

    ticket: WebhookTicket
    step: WebhookStep
    clock: WebhookClock
    as_of: str
    run: WebhookRun | None = None


class EndpointTestedData(Schema):
    """Data of `endpoint.tested`."""

    by: str = Field(description="Who asked for the test.")


class WebhookEvent(Schema):
    """What all calls have in common (CloudEvents 1.0)."""

    specversion: Literal["1.0"]
    id: str
    source: str = Field(description="This installation's address.")
    type: str
    subject: str
    time: str = Field(json_schema_extra={"format": "date-time"})
    datacontenttype: Literal["application/json"]


class EscalationReached(WebhookEvent):
    """A clock reached an escalation step of its contract that notifies by webhook."""

    type: Literal["escalation.reached"]
    data: EscalationReachedData


class EndpointTested(WebhookEvent):
    """Somebody sent a test to this endpoint."""

    type: Literal["endpoint.tested"]
    data: EndpointTestedData


EVENTS: Final[dict[str, type[WebhookEvent]]] = {REACHED: EscalationReached, TEST_EVENT: EndpointTested}


def webhooks(ref: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the webhooks section and its schemas. ``ref`` is the template of references to schemas."""
    section: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for kind, shape in EVENTS.items():
        schema = shape.model_json_schema(ref_template=ref)
        schemas |= {**schema.pop("$defs", {}), shape.__name__: schema}
        section[kind] = {"post": _operation(kind, shape, ref)}
    return section, schemas


def _operation(kind: str, shape: type[WebhookEvent], ref: str) -> dict[str, Any]:
    return {
        "operationId": "webhook_" + kind.replace(".", "_"),
        "summary": (shape.__doc__ or "").strip(),
        "tags": ["Webhooks"],
        "security": [],
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": meaning, "schema": {"type": "string"}}
            for name, meaning in SIGNATURE
        ],
        "requestBody": {
            "required": True,
            "content": {MEDIA_TYPE: {"schema": {"$ref": ref.format(model=shape.__name__)}}},
        },
        "responses": {
            "2XX": {"description": "Received. Any other answer, or none within 15 seconds: the call is tried again."}
        },
    }
