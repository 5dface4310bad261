"""The customer reports a higher impact."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.desk import checks, floors
from upheld.desk.act import begin
from upheld.desk.act_fields import Evidence, Level, LevelReason
from upheld.desk.act_registry import Route, Shape, ticket_act
from upheld.desk.acts.change_severity import record_change
from upheld.desk.errors import CannotAct
from upheld.desk.permissions import CUSTOMER


@ticket_act(
    "raise_impact",
    roles=CUSTOMER,
    facts=("severity_changed/impact",),
    route=Route(
        tag="Severity",
        path="impact-reports",
        shape=Shape(
            "Impact",
            "A higher severity, why, and what can be said of it by the names that the contract's criteria use.",
        ),
    ),
)
def raise_impact(
    *,
    ticket_id: int,
    severity: Level,
    reason: LevelReason,
    by: Actor,
    now: datetime,
    evidence: Evidence = None,
) -> None:
    """Say, as the customer, that it has become worse. Lowering needs the vendor or a dispute.

    ``evidence`` holds values for the contract's criteria. Raises ``WrongEvidence`` for other values.
    """
    act = begin(ticket_id=ticket_id, by=by, now=now, act="raise_impact")
    order = [level.id for level in act.terms.severities]
    checks.choice(severity, field="severity", among=order)
    if order.index(severity) >= order.index(act.ticket.severity):
        raise CannotAct("only_raise", field="severity", severity=act.ticket.severity)
    values = checks.evidence(evidence or {}, act.terms)
    record_change(act, severity, "impact", reason, None, evidence=floors.write(values) if values else None)
