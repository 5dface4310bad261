"""Drafts and saved replies."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.accounts.operations.rows import acting
from upheld.desk import checks
from upheld.desk.errors import NotAllowed, NotFound
from upheld.desk.models import Draft, Message, SavedReply, Ticket
from upheld.desk.permissions import may
from upheld.markup.plain_text import is_visible
from upheld.operations.bus import operation


@operation
def save_draft(*, ticket_id: int, kind: str, body: str, revision: int, by: Actor, now: datetime) -> None:
    """Save a draft; an empty text discards it. Takes no account lock, because a draft is not an act."""
    organisation_id = _readable(ticket_id, acting(by))
    checks.choice(kind, field="kind", among=Message.Kind.values)
    text = checks.text(body, field="body", least=0)
    if not text:
        return _discard(ticket_id, kind, by)
    Draft.objects.update_or_create(
        ticket_id=ticket_id,
        user_id=by.id,
        kind=kind,
        defaults={"organisation_id": organisation_id, "body": body, "revision": revision, "saved_at": now},
    )
    return None


@operation
def discard_draft(*, ticket_id: int, kind: str, by: Actor, now: datetime) -> None:
    """Discard a draft."""
    _readable(ticket_id, acting(by))
    _discard(ticket_id, kind, by)


def _discard(ticket_id: int, kind: str, by: Actor) -> None:
    Draft.objects.filter(ticket_id=ticket_id, user_id=by.id, kind=kind).delete()


def _readable(ticket_id: int, by: Actor) -> int:
    organisation_id = Ticket.objects.filter(pk=ticket_id).values_list("organisation_id", flat=True).first()
    if organisation_id is None or not by.sees(organisation_id):
        raise NotFound("no_such_ticket", number=ticket_id)
    if not may(by, "view", organisation_id):
        raise NotAllowed("may_not_view")
    return organisation_id


@operation
def save_reply(*, title: str, body_en: str, body_zh: str, by: Actor, now: datetime, reply_id: int | None = None) -> int:
    """Create or change a saved reply; staff only. At least one language is required."""
    if not acting(by).is_staff:
        raise NotAllowed("may_not_save_reply")
    values = {
        "title": checks.text(title, field="title", most=100),
        "body_en": checks.text(body_en, field="body_en", least=0 if is_visible(body_zh) else 1),
        "body_zh": checks.text(body_zh, field="body_zh", least=0),
    }
    if reply_id is None:
        return SavedReply.objects.create(**values, created_by_id=by.id).pk
    if not SavedReply.objects.filter(pk=reply_id).update(**values):
        raise NotFound("no_such_reply")
    return reply_id


@operation
def delete_reply(*, reply_id: int, by: Actor, now: datetime) -> None:
    """Delete a saved reply; staff only."""
    if not acting(by).is_staff:
        raise NotAllowed("may_not_save_reply")
    SavedReply.objects.filter(pk=reply_id).delete()
