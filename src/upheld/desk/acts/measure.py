"""Records measurements from monitoring, which set a minimum severity (semantics §3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from upheld.accounts.actor import Actor
from upheld.desk import checks, floors
from upheld.desk.act import Act, begin
from upheld.desk.act_fields import Text, Values
from upheld.desk.act_registry import Route, Shape, ticket_act
from upheld.desk.events import EvidenceMeasured
from upheld.desk.limits import SHORT_MAX
from upheld.desk.permissions import CORRESPONDENTS

WRITTEN_MAX = 8_000
"""Characters of all values together, far below the limit of a leaf."""


@ticket_act(
    "measure",
    roles=CORRESPONDENTS,
    route=Route(
        tag="Severity",
        path="measurements",
        shape=Shape(
            "Measurement",
            "What monitoring measured: values of the evidence that the contract's criteria speak of, "
            "public to both sides.",
        ),
    ),
)
def record_measurement(
    *,
    ticket_id: int,
    evidence: Annotated[Mapping[str, object], Values(least=1, example=(("service_down_minutes", 12),))],
    source: Annotated[
        str,
        Text(SHORT_MAX, least=1, example="prometheus eu-1", meaning="Which monitor says so; kept for good."),
    ],
    by: Actor,
    now: datetime,
) -> None:
    """Record what monitoring measured. The vendor cannot classify below what follows from it without a ruling.

    The newest value of each name counts. A value that a source repeats is not recorded again. Raises
    ``WrongEvidence`` for values that the contract does not declare.
    """
    act = begin(ticket_id=ticket_id, by=by, now=now, act="measure")
    values = checks.measurement(evidence, act.terms)
    source_name = " ".join(checks.text(source, field="source", most=SHORT_MAX).split())
    evidence_text = checks.text(floors.write(values), field="evidence", most=WRITTEN_MAX)
    if not _is_current(act, values, source_name):
        # The ticket's revision stays, so that a measurement does not interrupt a person who writes a reply.
        act.publish(EvidenceMeasured(**act.envelope, evidence=evidence_text, source=source_name))


def _is_current(act: Act, values: Mapping[str, object], source: str) -> bool:
    current = {
        (measurement.name, measurement.source, measurement.value)
        for measurement in floors.newest(floors.grounds_of(act.ticket.pk).measurements)
    }
    return all((name, source, value) in current for name, value in values.items())
