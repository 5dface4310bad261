"""Saved replies."""

from __future__ import annotations

from dataclasses import dataclass

from upheld.accounts.actor import Actor
from upheld.desk.models import SavedReply, Tag


@dataclass(frozen=True, slots=True)
class SavedReplyView:
    """A text kept for use again, in one or two languages."""

    id: int
    title: str
    body_en: str
    body_zh: str


def saved_replies(*, actor: Actor) -> tuple[SavedReplyView, ...]:
    """All saved replies; nothing for those who are not staff."""
    if not actor.is_staff:
        return ()
    return tuple(SavedReplyView(one.pk, one.title, one.body_en, one.body_zh) for one in SavedReply.objects.all()[:500])


def known_tags() -> tuple[str, ...]:
    """Tags once used, for suggestions."""
    return tuple(Tag.objects.order_by("name").values_list("name", flat=True)[:500])
