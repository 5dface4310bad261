"""The customer accepts or rejects a workaround or a resolution."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.desk import checks, events
from upheld.desk.act import Act, begin, find
from upheld.desk.act_fields import Reason
from upheld.desk.act_registry import Route, ticket_act
from upheld.desk.acts.provide import TAG
from upheld.desk.errors import CannotAct
from upheld.desk.models import Delivery
from upheld.desk.permissions import CUSTOMER
from upheld.desk.shapes import WHY

FACTS = ("workaround_accepted", "resolution_accepted")
ACCEPTED = {
    Delivery.Kind.WORKAROUND: events.WorkaroundAccepted,
    Delivery.Kind.RESOLUTION: events.ResolutionAccepted,
}
REJECTED = {
    Delivery.Kind.WORKAROUND: events.WorkaroundRejected,
    Delivery.Kind.RESOLUTION: events.ResolutionRejected,
}


@ticket_act(
    "decide_delivery",
    roles=CUSTOMER,
    facts=FACTS,
    route=Route(tag=TAG, path="deliveries/{delivery_id}/acceptance"),
)
def accept_delivery(*, ticket_id: int, delivery_id: int, by: Actor, now: datetime) -> None:
    """Accept, as the customer: the clock stops at the delivery, not now."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="decide_delivery")
    delivery = _undecided(act, delivery_id)
    act.publish(ACCEPTED[Delivery.Kind(delivery.kind)](**act.envelope, delivery_id=delivery.pk))
    act.touch()


@ticket_act(
    "decide_delivery",
    roles=CUSTOMER,
    facts=FACTS,
    route=Route(tag=TAG, path="deliveries/{delivery_id}/rejection", shape=WHY),
)
def reject_delivery(*, ticket_id: int, delivery_id: int, reason: Reason, by: Actor, now: datetime) -> None:
    """Reject, as the customer, with a reason: the clock runs on as if there had been no delivery."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="decide_delivery")
    delivery = _undecided(act, delivery_id)
    reason_text = checks.reason(reason)
    act.publish(REJECTED[Delivery.Kind(delivery.kind)](**act.envelope, delivery_id=delivery.pk, reason=reason_text))
    act.touch()


def _undecided(act: Act, delivery_id: int) -> Delivery:
    delivery = find(act, Delivery, delivery_id, "no_such_delivery")
    if delivery.state != Delivery.State.UNDECIDED:
        raise CannotAct("already_decided", field="delivery")
    return delivery
