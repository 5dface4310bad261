"""The conversation on a ticket: messages and events in the order of their time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.timezone import get_current_timezone

from upheld.clocks.queries import is_move, moved_text
from upheld.desk.answers import dimensions_in_words, entry_in_words, signature
from upheld.desk.exclusions import exclusion_in_words
from upheld.desk.queries import TicketView
from upheld.desk.queries.parts import DeliveryView, HistoryLine, MessageView, WaitView
from upheld.i18n.words import say
from upheld.ledger.events import kinds_in_timeline
from upheld.sla import Terms

TIMELINE_TYPES = kinds_in_timeline("both")
"""Kinds of entries with an item of their own. The others belong to a message or are internal to the vendor."""


@dataclass(frozen=True, slots=True)
class MessageItem:
    """A message, with the request for information or the delivery that it carried."""

    at: datetime
    message: MessageView
    wait: WaitView | None
    delivery: DeliveryView | None

    @property
    def author(self) -> str:
        """Who wrote it."""
        return signature(self.message.author.name, self.message.via) if self.message.author else say("portal.automatic")


@dataclass(frozen=True, slots=True)
class EventItem:
    """An event, caused by a person or by time. ``bad`` marks a missed promise."""

    at: datetime
    text: str
    by: str
    reason: str
    bad: bool
    times: int = 1


Item = MessageItem | EventItem


def conversation_items(view: TicketView, reasons: Mapping[int, str], terms: Terms) -> tuple[Item, ...]:
    """Return all items, oldest first. ``reasons`` are the texts stored outside the ledger, by entry index."""
    events = (event for event in _events(view, reasons, terms) if view.is_recent(event.at))
    items: list[Item] = [*_messages(view), *events]
    return tuple(_folded(sorted(items, key=lambda item: item.at)))


def _folded(items: Iterable[Item]) -> Iterator[Item]:
    """Merge consecutive equal events into one with a count and the time of the last."""
    pending: EventItem | None = None
    for item in items:
        if (
            isinstance(item, EventItem)
            and pending is not None
            and (pending.text, pending.by, pending.reason) == _same(item)
        ):
            pending = replace(pending, at=item.at, times=pending.times + 1)
            continue
        if pending is not None:
            yield pending
        pending = item if isinstance(item, EventItem) else None
        if pending is None:
            yield item
    if pending is not None:
        yield pending


def _same(item: EventItem) -> tuple[str, str, str]:
    return item.text, item.by, item.reason


def _messages(view: TicketView) -> Iterator[MessageItem]:
    waits = {wait.message_id: wait for wait in view.waits}
    deliveries = {delivery.message_id: delivery for delivery in view.deliveries}
    for message in view.recent_messages:
        yield MessageItem(message.created_at, message, waits.get(message.id), deliveries.get(message.id))


def _events(view: TicketView, reasons: Mapping[int, str], terms: Terms) -> Iterator[EventItem]:
    for line in view.history:
        if line.type in TIMELINE_TYPES and not is_routine(line):
            name = signature(line.actor.name, line.via) if line.actor else ""
            yield EventItem(_at(line), line_text(line, view, terms), name, reasons.get(line.index, ""), _missed(line))


def is_routine(line: HistoryLine) -> bool:
    """Whether an event is left out: a promise that was met. Misses, and misses taken back, are shown."""
    return line.type == "clock.decided" and line.data.get("outcome") == "met"


def _missed(line: HistoryLine) -> bool:
    return line.type == "clock.decided" and line.data.get("outcome") == "missed"


def _at(line: HistoryLine) -> datetime:
    crossed = line.data.get("crossed_at")
    return datetime.fromisoformat(crossed) if isinstance(crossed, str) else line.recorded_at


def line_text(line: HistoryLine, view: TicketView, terms: Terms) -> str:
    """Return a ledger entry as a sentence."""
    data = line.data
    if exclusion := exclusion_in_words(line, view.claims, terms):
        return exclusion
    if is_move(line.type):
        return moved_text(data, get_current_timezone())
    if line.type == "clock.decided":
        objective = say("ui.objective", str(data["objective"]))
        if data.get("outcome") not in {"met", "missed"}:
            return say("portal.undecided_again", objective=objective)
        return say("portal.clock_missed", objective=objective)
    if line.type == "evidence.measured":
        return say("floor.said", what=entry_in_words(data))
    if line.type == "ticket.dimensions_changed":
        return dimensions_in_words(data)
    detail = data.get("severity") or data.get("into_id")
    label = say("entry", line.type)
    return f"{label}: {detail}" if detail else label
