"""Internal notes of the vendor."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.desk.act import begin
from upheld.desk.act_fields import Body, Files
from upheld.desk.act_registry import Route, Shape, ticket_act
from upheld.desk.acts.attach import tie
from upheld.desk.acts.reply import write_message
from upheld.desk.events import VendorReplied
from upheld.desk.models import Message
from upheld.desk.permissions import STAFF


@ticket_act(
    "note",
    roles=STAFF,
    facts=("vendor_replied",),
    route=Route(tag="Conversation", path="notes", shape=Shape("Note", "An internal note.")),
)
def add_note(*, ticket_id: int, body: Body, by: Actor, now: datetime, attachments: Files = ()) -> int:
    """Add an internal note: never a response, never seen by the customer. Returns the message's id."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="note")
    message = write_message(act, body, kind=Message.Kind.INTERNAL)
    tie(act, message, attachments)
    act.publish(VendorReplied(**act.envelope, internal=True, message_id=message.pk, body=message.body))
    return message.pk
