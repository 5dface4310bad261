"""The customer contests the severity, or withdraws the dispute."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.desk import checks
from upheld.desk.act import Act, begin, new_id
from upheld.desk.act_fields import Level, LevelReason
from upheld.desk.act_registry import Route, ticket_act
from upheld.desk.errors import CannotAct
from upheld.desk.events import DisputeWithdrawn, SeverityDisputed
from upheld.desk.models import Dispute
from upheld.desk.permissions import CUSTOMER
from upheld.desk.shapes import LEVEL
from upheld.sla import ruling_due

FACTS = ("severity_disputed", "dispute_withdrawn")


@ticket_act(
    "dispute",
    roles=CUSTOMER,
    facts=FACTS,
    route=Route(tag="Severity", path="disputes", shape=LEVEL),
)
def dispute_severity(*, ticket_id: int, severity: Level, reason: LevelReason, by: Actor, now: datetime) -> int:
    """Contest the severity, as the customer; the contract says which one holds meanwhile. Returns the dispute's id."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="dispute")
    checks.level(severity, act.terms)
    reason_text = checks.reason(reason)
    due_at = ruling_due(act.terms, act.at)
    if Dispute.objects.filter(ticket=act.ticket, state=Dispute.State.OPEN).exists():
        raise CannotAct("dispute_open", field="severity")
    checks.room(Dispute, act.ticket)
    dispute_id = new_id(Dispute)
    act.publish(
        SeverityDisputed(**act.envelope, dispute_id=dispute_id, severity=severity, due_at=due_at, reason=reason_text)
    )
    act.touch()
    return dispute_id


@ticket_act(
    "dispute",
    roles=CUSTOMER,
    facts=FACTS,
    route=Route(tag="Severity", path="disputes/open", method="DELETE"),
)
def withdraw_dispute(*, ticket_id: int, by: Actor, now: datetime) -> None:
    """Withdraw the open dispute, as the customer; the vendor's severity holds as if it had not been contested."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="dispute")
    dispute = open_dispute(act)
    act.publish(DisputeWithdrawn(**act.envelope, dispute_id=dispute.pk))
    act.touch()


def open_dispute(act: Act) -> Dispute:
    """Returns the open dispute of the ticket; raises ``CannotAct``."""
    dispute = Dispute.objects.filter(ticket=act.ticket, state=Dispute.State.OPEN).first()
    if dispute is None:
        raise CannotAct("no_open_dispute")
    return dispute
