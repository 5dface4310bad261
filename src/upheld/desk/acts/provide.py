"""The vendor provides a workaround (temporary restoration) or a resolution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.desk import events
from upheld.desk.act import begin, new_id
from upheld.desk.act_fields import Files, SeenRevision, Solution
from upheld.desk.act_registry import Route, Shape, ticket_act
from upheld.desk.acts.reply import say, up_to_date
from upheld.desk.models import Delivery
from upheld.desk.permissions import HANDLING

FACTS = ("workaround_provided", "resolution_provided")
TAG = "Workarounds and resolutions"
SHAPE = Shape("NewDelivery", "What is provided, in words and files.")
PROVIDED = {
    Delivery.Kind.WORKAROUND: events.WorkaroundProvided,
    Delivery.Kind.RESOLUTION: events.ResolutionProvided,
}


@ticket_act(
    "provide",
    roles=HANDLING,
    facts=FACTS,
    personal=True,
    route=Route(tag=TAG, path="workarounds", shape=SHAPE),
)
def provide_workaround(
    *,
    ticket_id: int,
    body: Solution,
    by: Actor,
    now: datetime,
    attachments: Files = (),
    seen_revision: SeenRevision = None,
) -> int:
    """Provide a temporary restoration; if accepted, it stops the restoration clock. Returns the delivery's id.

    ``attachments`` and ``seen_revision`` as in ``reply``.
    """
    return _provide(Delivery.Kind.WORKAROUND, _NewDelivery(ticket_id, body, attachments, seen_revision), by, now)


@ticket_act(
    "provide",
    roles=HANDLING,
    facts=FACTS,
    personal=True,
    route=Route(tag=TAG, path="resolutions", shape=SHAPE),
)
def provide_resolution(
    *,
    ticket_id: int,
    body: Solution,
    by: Actor,
    now: datetime,
    attachments: Files = (),
    seen_revision: SeenRevision = None,
) -> int:
    """Provide the permanent fix; if accepted, it also counts as restoration. Returns the delivery's id.

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
