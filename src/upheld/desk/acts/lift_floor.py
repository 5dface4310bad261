"""The vendor lifts a minimum severity that the newest measurements no longer make."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.desk import checks, floors
from upheld.desk.act import begin
from upheld.desk.act_fields import Reason
from upheld.desk.act_registry import Route, ticket_act
from upheld.desk.errors import CannotAct
from upheld.desk.events import FloorLifted
from upheld.desk.permissions import HANDLING
from upheld.desk.shapes import WHY


@ticket_act(
    "lift_floor",
    roles=HANDLING,
    personal=True,
    route=Route(tag="Severity", path="floor-liftings", shape=WHY),
)
def lift_floor(*, ticket_id: int, reason: Reason, by: Actor, now: datetime) -> None:
    """End, as the vendor, a minimum severity that the newest measurements no longer make; both sides read why.

    A lower measurement alone does not end it, because the customer relies on it. Raises ``CannotAct``
    (``no_floor_to_lift``) if the newest values give the same minimum.
    """
    act = begin(ticket_id=ticket_id, by=by, now=now, act="lift_floor")
    grounds = floors.grounds_of(act.ticket.pk)
    floor, current_floor = floors.floor_for(act.terms, grounds, basis="impact"), floors.floor_of_now(act.terms, grounds)
    remaining = current_floor.severity if current_floor else None
    if floor is None or floor.severity == remaining:
        raise CannotAct("no_floor_to_lift")
    reason_text = checks.reason(reason)
    act.publish(FloorLifted(**act.envelope, severity=floor.severity, remaining=remaining, reason=reason_text))
    act.touch()
