"""Replies in public, by both sides, and the messages of all acts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from upheld.accounts.actor import Actor
from upheld.accounts.models import Membership
from upheld.accounts.roles import STAFF_ROLES
from upheld.desk import checks
from upheld.desk.act import Act, begin, user_id
from upheld.desk.act_fields import Body, Channel, Files, Hidden, SeenRevision
from upheld.desk.act_registry import Route, Shape, ticket_act
from upheld.desk.acts.attach import tie
from upheld.desk.errors import CannotReply
from upheld.desk.events import CustomerReplied, VendorReplied
from upheld.desk.models import Draft, Mention, Message
from upheld.desk.permissions import CORRESPONDENTS, CUSTOMER

CHANNELS = ("reply", "call", "chat")
MENTIONED = re.compile(r"@\(([^)\n]{1,200})\)")
MENTIONS_MAX = 20


@ticket_act(
    "reply",
    roles=CUSTOMER | CORRESPONDENTS,
    facts=("vendor_replied", "customer_replied"),
    route=Route(
        tag="Conversation", path="messages", shape=Shape("Reply", "A public message."), operation_id="reply_to_ticket"
    ),
)
def reply(
    *,
    ticket_id: int,
    body: Body,
    by: Actor,
    now: datetime,
    attachments: Files = (),
    channel: Channel = "reply",
    automatic: Annotated[bool, Hidden] = False,
    seen_revision: SeenRevision = None,
) -> int:
    """Reply in public. The vendor's reply counts as the contract says; the customer's ends a wait.

    Returns the message's id.
    ``seen_revision`` is the ticket's revision that the author had read. If it is outdated, ``CannotReply``
    (``someone_replied``) is raised; the draft is kept.
    """
    act = begin(ticket_id=ticket_id, by=by, now=now, act="reply")
    up_to_date(act, seen_revision)
    checks.choice(channel, field="channel", among=CHANNELS)
    message = say(act, body, channel=channel, automatic=automatic, attachments=attachments)
    return message.pk


def up_to_date(act: Act, seen_revision: int | None) -> None:
    """Raise ``CannotReply`` if someone replied since the author read the ticket."""
    if seen_revision is not None and seen_revision < act.ticket.revision:
        raise CannotReply("someone_replied", field="body", revision=act.ticket.revision)


def say(
    act: Act, body: str, *, channel: str = "reply", automatic: bool = False, attachments: Sequence[int] = ()
) -> Message:
    """Add a public message to an act and publish it as the vendor's or the customer's reply.

    Messages through a machine token are always automatic.
    """
    automatic = automatic or act.by.is_machine
    message = write_message(act, body, kind=Message.Kind.PUBLIC, channel=channel, automatic=automatic)
    tie(act, message, attachments)
    if message.from_customer:
        act.publish(CustomerReplied(**act.envelope, message_id=message.pk, body=message.body))
    else:
        act.publish(
            VendorReplied(
                **act.envelope, channel=channel, automatic=automatic, message_id=message.pk, body=message.body
            )
        )
    act.touch()
    return message


def write_message(act: Act, body: str, *, kind: str, channel: str = "reply", automatic: bool = False) -> Message:
    message = Message.objects.create(
        organisation_id=act.ticket.organisation_id,
        ticket=act.ticket,
        kind=kind,
        channel=channel,
        automatic=automatic,
        via=act.by.token_kind,
        author_id=user_id(act.by),
        from_customer=not act.by.is_staff and not act.by.is_system,
        body=checks.text(body, field="body"),
        created_at=act.at,
    )
    _mention(act, message)
    Draft.objects.filter(ticket=act.ticket, user_id=act.by.id, kind=kind).delete()
    return message


def _mention(act: Act, message: Message) -> None:
    """Store the mentions of a message; only people who may read it can be mentioned."""
    names = MENTIONED.findall(message.body)[:MENTIONS_MAX]
    if not names:
        return
    readers = Membership.objects.filter(user__name__in=names, user__is_active=True)
    staff = readers.filter(role__in=STAFF_ROLES)
    customers = readers.filter(organisation_id=act.ticket.organisation_id)
    users = set(
        (staff if message.kind == Message.Kind.INTERNAL else staff | customers).values_list("user_id", flat=True)
    )
    Mention.objects.bulk_create(
        [Mention(organisation_id=message.organisation_id, message=message, user_id=user) for user in sorted(users)]
    )
