"""Two-stage resolution: a workaround restores, a resolution mends; the customer accepts or rejects each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.desk import events
from upheld.desk.errors import CannotAct
from upheld.desk.models import Delivery
from upheld.desk.operations import checks
from upheld.desk.operations.act import Act, begin, find
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
    """Provide a temporary restoration and give the delivery's id; the clock stands until it is decided.

    ``attachments`` and ``seen_revision`` as in ``reply``.
    """
    return _provide(Delivery.Kind.WORKAROUND, _Given(ticket_id, body, attachments, seen_revision), by, now)


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
    """Provide the permanent fix and give the delivery's id; accepted, it restores too.

    ``attachments`` and ``seen_revision`` as in ``reply``.
    """
    return _provide(Delivery.Kind.RESOLUTION, _Given(ticket_id, body, attachments, seen_revision), by, now)


@dataclass(frozen=True, slots=True)
class _Given:
    """What is provided, and what its writer had read."""

    ticket_id: int
    body: str
    attachments: Sequence[int]
    seen_revision: int | None


def _provide(kind: Delivery.Kind, given: _Given, by: Actor, now: datetime) -> int:
    act = begin(ticket_id=given.ticket_id, by=by, now=now, act="provide")
    up_to_date(act, given.seen_revision)
    message = say(act, given.body, attachments=given.attachments)
    delivery = Delivery.objects.create(
        organisation_id=act.ticket.organisation_id,
        ticket=act.ticket,
        message=message,
        kind=kind,
        provided_at=act.at,
    )
    act.publish(PROVIDED[kind](**act.envelope, delivery_id=delivery.pk))
    return delivery.pk


@operation
def accept_delivery(*, ticket_id: int, delivery_id: int, by: Actor, now: datetime) -> None:
    """The customer accepts: the clock stops at the delivery, not at this moment."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="decide_delivery")
    delivery = _undecided(act, delivery_id)
    act.publish(ACCEPTED[Delivery.Kind(delivery.kind)](**act.envelope, delivery_id=delivery.pk))
    _decide(act, delivery, Delivery.State.ACCEPTED)
    act.touch()


@operation
def reject_delivery(*, ticket_id: int, delivery_id: int, reason: str, by: Actor, now: datetime) -> None:
    """The customer rejects, with a reason: the delivery never happened."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="decide_delivery")
    delivery = _undecided(act, delivery_id)
    why = checks.reason(reason)
    act.publish(REJECTED[Delivery.Kind(delivery.kind)](**act.envelope, delivery_id=delivery.pk, reason=why))
    _decide(act, delivery, Delivery.State.REJECTED, why)
    act.touch()


def _undecided(act: Act, delivery_id: int) -> Delivery:
    delivery = find(act, Delivery, delivery_id, "no_such_delivery")
    if delivery.state != Delivery.State.UNDECIDED:
        raise CannotAct("already_decided", field="delivery")
    return delivery


def _decide(act: Act, delivery: Delivery, state: Delivery.State, reason: str = "") -> None:
    delivery.state, delivery.decided_at, delivery.reason = state, act.at, reason
    delivery.save(update_fields=["state", "decided_at", "reason"])
