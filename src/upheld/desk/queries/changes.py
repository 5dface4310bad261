"""Whether anything was done since a page was made: the cheapest questions that an open page asks, and its marks."""

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
class Course:
    """How far a ticket is: ``said`` public messages, ``done`` entries of given types, or of all."""

    state: str
    severity: str
    said: int
    done: int

    def etag(self, now: datetime) -> str:
        """Changes with every act that counts, and with the minute."""
        return f'"{hashlib.sha256(f"{self} {now:%Y%m%d%H%M}".encode()).hexdigest()[:20]}"'


# A note must leave no trace here: to know when one is written is to know something of it.
COURSE = """
    SELECT t.organisation_id, t.state, t.severity,
        (SELECT count(*) FROM desk_message m WHERE m.ticket_id = t.id AND m.kind = %(public)s)
    FROM desk_ticket t WHERE t.id = %(ticket)s
"""


def course(*, ticket_id: int, types: Collection[str] | None, actor: Actor) -> Course | None:
    """How far it is; ``None`` where the actor may not see it. Two statements.

    ``types`` of entries are those that the reader may know of; ``None``, for the vendor's staff alone, is all.
    """
    rows = ask(COURSE, {"ticket": ticket_id, "public": Message.Kind.PUBLIC.value})
    if not rows or not actor.sees(rows[0][0]):
        return None
    _, state, severity, said = rows[0]
    return Course(state, severity, said, entry_count(ticket_id=ticket_id, types=types))


def course_of(view: TicketView, types: Collection[str] | None) -> Course:
    """The same of what was read already."""
    said = sum(message.kind == Message.Kind.PUBLIC for message in view.messages)
    return Course(view.state, view.severity, said, sum(types is None or one.type in types for one in view.history))


def seen_of(text: str | None) -> tuple[int, int]:
    """The two counts of what a page showed when it was made, as it gives them back: ``said.done``."""
    said, _, done = (text or "").partition(".")
    return _count(said), _count(done)


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else 0


def first_unseen(view: TicketView, said: int) -> MessageView | None:
    """The oldest message that the page did not show."""
    return view.messages[said] if said < len(view.messages) else None


def first_new(view: TicketView, said: int, items: Sequence[T]) -> T | None:
    """Where a reader of a conversation goes on: at the oldest message not shown before, else at the end."""
    unseen = first_unseen(view, said)
    new = [item for item in items if unseen is not None and getattr(item, "message", None) == unseen]
    return next(iter(new or items[-1:]), None)
