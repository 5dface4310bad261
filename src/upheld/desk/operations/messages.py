"""Messages: public replies, internal notes, and requests for information."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.accounts.models import Membership
from upheld.accounts.roles import STAFF_ROLES
from upheld.desk.errors import CannotReply
from upheld.desk.events import CustomerReplied, InformationRequested, VendorReplied, WaitVoided
from upheld.desk.models import Draft, Mention, Message, Wait
from upheld.desk.operations import checks
from upheld.desk.operations.act import Act, begin, find, new_id, user_id
from upheld.desk.operations.arbitration import need_independence
from upheld.desk.operations.attachments import tie
from upheld.operations.bus import operation

CHANNELS = ("reply", "call", "chat")
MENTIONED = re.compile(r"@\(([^)\n]{1,200})\)")
MENTIONS_MAX = 20


@operation
def reply(
    *,
    ticket_id: int,
    body: str,
    by: Actor,
    now: datetime,
    attachments: Sequence[int] = (),
    channel: str = "reply",
    automatic: bool = False,
    seen_revision: int | None = None,
) -> int:
    """Reply in public and return the message's id.

    The vendor's reply counts as response and update as the contract says; the customer's reply ends a wait.
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
    message = _message(act, body, kind=Message.Kind.PUBLIC, channel=channel, automatic=automatic)
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


@operation
def add_note(*, ticket_id: int, body: str, by: Actor, now: datetime, attachments: Sequence[int] = ()) -> int:
    """Add an internal note and return the message's id. It never counts as a response and is never sent."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="note")
    message = _message(act, body, kind=Message.Kind.INTERNAL)
    tie(act, message, attachments)
    act.publish(VendorReplied(**act.envelope, internal=True, message_id=message.pk, body=message.body))
    return message.pk


@operation
def request_information(
    *,
    ticket_id: int,
    body: str,
    items: Sequence[str],
    by: Actor,
    now: datetime,
    attachments: Sequence[int] = (),
    seen_revision: int | None = None,
) -> int:
    """Request items from the customer and return the wait's id; the clocks that the contract names pause.

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


@operation
def void_wait(*, ticket_id: int, wait_id: int, reason: str, by: Actor, now: datetime) -> None:
    """Void a wait, as an arbiter: clocks are computed as if it had not paused them."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="void_wait")
    wait = find(act, Wait, wait_id, "no_such_wait")
    need_independence(act, "wait", wait.requested_at)
    act.publish(
        WaitVoided(**act.envelope, wait_id=wait.pk, requested_at=wait.requested_at, reason=checks.reason(reason))
    )


def _message(act: Act, body: str, *, kind: str, channel: str = "reply", automatic: bool = False) -> Message:
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
