"""Saved replies."""

from __future__ import annotations

from dataclasses import dataclass

from upheld.accounts.actor import Actor
from upheld.desk.models import SavedReply
from upheld.operations.errors import NotFound
from upheld.operations.paging import Listing, page

MOST = 500


@dataclass(frozen=True, slots=True)
class SavedReplyView:
    """A saved reply, in one or two languages."""

    id: int
    title: str
    body_en: str
    body_zh: str


def saved_replies(*, actor: Actor) -> tuple[SavedReplyView, ...]:
    """Returns up to ``MOST`` saved replies to choose from; empty except for staff."""
    if not actor.is_staff:
        return ()
    return tuple(_view(row) for row in SavedReply.objects.all()[:MOST])


def saved_reply(*, reply_id: int, actor: Actor) -> SavedReplyView:
    """Returns a saved reply; raises NotFound, also except for staff."""
    row = SavedReply.objects.filter(pk=reply_id).first() if actor.is_staff else None
    if row is None:
        raise NotFound("no_such_reply")
    return _view(row)


def reply_page(*, actor: Actor, after: str | None = None, limit: int = 50) -> Listing[SavedReplyView]:
    """Returns a page of saved replies, by title; one statement."""
    rows = SavedReply.objects.all() if actor.is_staff else SavedReply.objects.none()
    return page(rows, by={"title": str, "pk": int}, after=after, limit=limit).of(_view)


def _view(row: SavedReply) -> SavedReplyView:
    return SavedReplyView(row.pk, row.title, row.body_en, row.body_zh)
