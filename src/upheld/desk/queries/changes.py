"""Detects changes to an open ticket page (row counts and an ETag)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from upheld.accounts.actor import Actor
from upheld.database import ask
from upheld.desk.models import Message
from upheld.desk.queries.parts import MessageView
from upheld.desk.queries.ticket import TicketView
from upheld.ledger.queries import entry_count

T = TypeVar("T")
DIGITS = 18


@dataclass(frozen=True, slots=True)
class TicketProgress:
    """A ticket's state, and how many public messages and ledger entries it has.

    ``entries`` counts the entry types that the reader may know of.
    """

    state: str
    severity: str
    messages: int
    entries: int

    def etag(self, now: datetime) -> str:
        """Returns an ETag that changes with each counted act, and every minute because clocks show minutes."""
        return f'"{hashlib.sha256(f"{self} {now:%Y%m%d%H%M}".encode()).hexdigest()[:20]}"'


# Internal notes must not be counted: customers must not learn when one is written.
PROGRESS = """
    SELECT t.organisation_id, t.state, t.severity,
        (SELECT count(*) FROM desk_message m WHERE m.ticket_id = t.id AND m.kind = %(public)s)
    FROM desk_ticket t WHERE t.id = %(ticket)s
"""


def ticket_progress(*, ticket_id: int, types: Collection[str] | None, actor: Actor) -> TicketProgress | None:
    """Reads the progress of a ticket; ``None`` if the actor may not see it. Two statements.

    ``types`` are the entry types that the reader may know of; ``None`` (for the vendor's staff only) counts all.
    """
    rows = ask(PROGRESS, {"ticket": ticket_id, "public": Message.Kind.PUBLIC.value})
    if not rows or not actor.sees(rows[0][0]):
        return None
    _, state, severity, messages = rows[0]
    return TicketProgress(state, severity, messages, entry_count(ticket_id=ticket_id, types=types))


def progress_of(view: TicketView, types: Collection[str] | None) -> TicketProgress:
    """Returns the progress of a ticket that was already read."""
    messages = sum(message.kind == Message.Kind.PUBLIC for message in view.messages)
    return TicketProgress(
        view.state, view.severity, messages, sum(types is None or entry.type in types for entry in view.history)
    )


def seen_counts(text: str | None) -> tuple[int, int]:
    """Parses the counts that a page sends back, ``messages.entries``; an invalid count is 0."""
    messages, _, entries = (text or "").partition(".")
    return _count(messages), _count(entries)


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else 0


def first_unseen(view: TicketView, message_count: int) -> MessageView | None:
    """Returns the oldest message that the page did not show."""
    return view.messages[message_count] if message_count < len(view.messages) else None


def first_new(view: TicketView, message_count: int, items: Sequence[T]) -> T | None:
    """Returns the item at which the reader continues: the oldest message not shown before, else the last item."""
    unseen = first_unseen(view, message_count)
    new = [item for item in items if unseen is not None and getattr(item, "message", None) == unseen]
    return next(iter(new or items[-1:]), None)
