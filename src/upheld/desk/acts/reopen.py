"""The customer reopens a resolved ticket."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.desk import checks, pinning
from upheld.desk.act import begin
from upheld.desk.act_fields import Reason
from upheld.desk.act_registry import Route, ticket_act
from upheld.desk.events import Reopened
from upheld.desk.permissions import CUSTOMER
from upheld.desk.shapes import WHY


@ticket_act(
    "reopen",
    roles=CUSTOMER,
    facts=("reopened",),
    route=Route(tag="Endings", path="reopenings", shape=WHY, operation_id="reopen_ticket"),
)
def reopen(*, ticket_id: int, reason: Reason, by: Actor, now: datetime) -> None:
    """Say, as the customer, that it is not solved; the contract says which clocks run then."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="reopen")
    act.publish(Reopened(**act.envelope, reason=checks.reason(reason)))
    pinning.catch_up(act)
    act.touch()
