"""Workarounds (temporary restoration) and resolutions; the customer accepts or rejects each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.desk import events
from upheld.desk.errors import CannotAct
from upheld.desk.models import Delivery
from upheld.desk.operations import checks
from upheld.desk.operations.act import Act, begin, find, new_id
from upheld.desk.operations.messages import say, up_to_date
from upheld.operations.bus import operation

PROVIDED = {
    Delivery.Kind.WORKAROUND: events.WorkaroundProvided,
    Delivery.Kind.RESOLUTION: events.ResolutionProvided,
}
ACCEPTED = {
    Delivery.Kind.WORKAROUND: events.WorkaroundAccepted,
    Delivery.Kind.RESOLUTION: events.ResolutionAccepted,
}
REJECTED = {
    Delivery.Kind.WORKAROUND: events.WorkaroundRejected,
    Delivery.Kind.RESOLUTION: events.ResolutionRejected,
}


@operation
def provide_workaround(
    *,
    ticket_id: int,
    body: str,
    by: Actor,
    now: datetime,
    attachments: Sequence[int] = (),
    seen_revision: int | None = None,
) -> int:
    """Provide a workaround and return the delivery's id; if accepted, it stops the restoration clock.

    ``attachments`` and ``seen_revision`` as in ``reply``.
    """
    return _provide(Delivery.Kind.WORKAROUND, _NewDelivery(ticket_id, body, attachments, seen_revision), by, now)


@operation
def provide_resolution(
    *,
    ticket_id: int,
    body: str,
    by: Actor,
    now: datetime,
    attachments: Sequence[int] = (),
    seen_revision: int | None = None,
) -> int:
    """Provide a resolution and return the delivery's id; if accepted, it also counts as restoration.

    ``attachments`` and ``seen_revision`` as in ``reply``.
    """
    return _provide(Delivery.Kind.RESOLUTION, _NewDelivery(ticket_id, body, attachments, seen_revision), by, now)


@dataclass(frozen=True, slots=True)
class _NewDelivery:
    """A new delivery. ``seen_revision`` is the revision that its author had read."""

    ticket_id: int
    body: str
    attachments: Sequence[int]
    seen_revision: int | None


def _provide(kind: Delivery.Kind, new: _NewDelivery, by: Actor, now: datetime) -> int:
    act = begin(ticket_id=new.ticket_id, by=by, now=now, act="provide")
    up_to_date(act, new.seen_revision)
    say(act, new.body, attachments=new.attachments)
    delivery_id = new_id(Delivery)
    act.publish(PROVIDED[kind](**act.envelope, delivery_id=delivery_id))
    return delivery_id


@operation
def accept_delivery(*, ticket_id: int, delivery_id: int, by: Actor, now: datetime) -> None:
    """Accept a delivery, as the customer: the clock stopped at the time of the delivery, not now."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="decide_delivery")
    delivery = _undecided(act, delivery_id)
    act.publish(ACCEPTED[Delivery.Kind(delivery.kind)](**act.envelope, delivery_id=delivery.pk))
    act.touch()


@operation
def reject_delivery(*, ticket_id: int, delivery_id: int, reason: str, by: Actor, now: datetime) -> None:
    """Reject a delivery, as the customer, with a reason: the clock runs on as if there had been no delivery."""
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
