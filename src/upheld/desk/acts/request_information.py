"""The vendor requests information, and the clocks that the contract names pause."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from upheld.accounts.actor import Actor
from upheld.desk import checks
from upheld.desk.act import begin, new_id
from upheld.desk.act_fields import Body, Files, Lines, SeenRevision
from upheld.desk.act_registry import Route, Shape, ticket_act
from upheld.desk.acts.reply import say, up_to_date
from upheld.desk.events import InformationRequested
from upheld.desk.limits import ITEMS_MAX
from upheld.desk.models import Wait
from upheld.desk.permissions import HANDLING


@ticket_act(
    "request_information",
    roles=HANDLING,
    facts=("information_requested",),
    personal=True,
    route=Route(
        tag="Conversation",
        path="information-requests",
        shape=Shape("InformationRequest", "A message that asks the customer for named items."),
    ),
)
def request_information(
    *,
    ticket_id: int,
    body: Body,
    items: Annotated[Sequence[str], Lines(ITEMS_MAX, least=1, example=("SDK log",))],
    by: Actor,
    now: datetime,
    attachments: Files = (),
    seen_revision: SeenRevision = None,
) -> int:
    """Ask the customer for named items; the clocks that the contract names pause. Returns the wait's id.

    ``seen_revision`` as in ``reply``.
    """
    act = begin(ticket_id=ticket_id, by=by, now=now, act="request_information")
    up_to_date(act, seen_revision)
    item_texts = checks.items(items)
    checks.room(Wait, act.ticket)
    say(act, body, attachments=attachments)
    wait_id = new_id(Wait)
    act.publish(InformationRequested(**act.envelope, wait_id=wait_id, items=tuple(item_texts), count=len(item_texts)))
    return wait_id
