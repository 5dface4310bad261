"""An arbiter rules on a disputed severity."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.desk import checks
from upheld.desk.act import begin, need_independence
from upheld.desk.act_fields import Level, LevelReason
from upheld.desk.act_registry import Route, ticket_act
from upheld.desk.acts.dispute import open_dispute
from upheld.desk.events import SeverityRuled
from upheld.desk.permissions import ARBITER
from upheld.desk.shapes import LEVEL


@ticket_act(
    "rule",
    roles=ARBITER,
    facts=("severity_ruled",),
    personal=True,
    route=Route(tag="Severity", path="rulings", shape=LEVEL),
)
def rule_severity(*, ticket_id: int, severity: Level, reason: LevelReason, by: Actor, now: datetime) -> None:
    """Rule on the open dispute, as the arbiter, with reasons; any severity is possible."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="rule")
    dispute = open_dispute(act)
    need_independence(act, "dispute", dispute.opened_at)
    checks.level(severity, act.terms)
    reason_text = checks.reason(reason)
    act.publish(SeverityRuled(**act.envelope, dispute_id=dispute.pk, severity=severity, reason=reason_text))
    act.touch()
