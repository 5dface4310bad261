"""The conversation: messages and events of a ticket in chronological order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.timezone import get_current_timezone

from upheld.clocks.queries import is_move, moved_text
from upheld.desk.answers import dimensions_in_words, entry_in_words, signature
from upheld.desk.exclusions import exclusion_in_words
from upheld.desk.queries import TicketView
from upheld.desk.queries.parts import DeliveryView, HistoryLine, MessageView, WaitView
from upheld.desk.terms import terms_for_version
from upheld.i18n.moments import duration
from upheld.i18n.words import has, say
from upheld.ledger.events import kinds_in_timeline
from upheld.sla import EscalationStep

BAD_NEWS = frozenset({"workaround.rejected", "resolution.rejected", "ticket.reopened", "severity.disputed"})
CLOCK_DECIDED = "clock.decided"
TIMELINE_TYPES = kinds_in_timeline("both", "vendor")


@dataclass(frozen=True, slots=True)
class MessageItem:
    """A message, with the request for information or the delivery that it contains."""

    at: datetime
    message: MessageView
    wait: WaitView | None
    delivery: DeliveryView | None
    first: bool
    happened = ""

    @property
    def author(self) -> str:
        """The name of the author."""
        return signature(self.message.author.name, self.message.via) if self.message.author else "Upheld"


@dataclass(frozen=True, slots=True)
class EventItem:
    """An event of the ledger; ``index`` is its index there. ``by`` is empty if it happened by lapse of time."""

    at: datetime
    happened: str
    by: str
    tone: str
    index: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FoldedItem:
    """Consecutive automatic events, folded into one line. ``events`` are the newest, ``earlier`` counts the others."""

    at: datetime
    events: tuple[EventItem, ...]
    earlier: int
    missed: int
    happened = ""

    @property
    def count(self) -> int:
        """How many events are folded."""
        return len(self.events) + self.earlier


Item = MessageItem | EventItem | FoldedItem
MAX_UNFOLDED = 2
"""Runs of up to this many events are not folded."""
FOLDED_MAX = 20
"""The most events that a folded line holds; the history has the others."""


def conversation_items(view: TicketView, reasons: Mapping[int, str]) -> tuple[Item, ...]:
    """Returns all items. ``reasons`` maps ledger indexes to texts that are stored outside the ledger."""
    names = _names(view)
    events = (event for event in _events(view, names, reasons) if view.is_recent(event.at))
    items: list[MessageItem | EventItem] = [*_messages(view), *events]
    runs = groupby(sorted(items, key=lambda item: item.at), key=_is_automatic)
    return tuple(item for automatic, run in runs for item in (_fold(list(run)) if automatic else run))


def _is_automatic(item: MessageItem | EventItem) -> bool:
    return isinstance(item, EventItem) and not item.by


def _fold(run: list[Any]) -> list[Item]:
    if len(run) <= MAX_UNFOLDED:
        return run
    missed = sum(event.tone == "bad" for event in run)
    return [FoldedItem(run[-1].at, tuple(run[-FOLDED_MAX:]), max(0, len(run) - FOLDED_MAX), missed)]


def _messages(view: TicketView) -> Iterator[MessageItem]:
    waits = {wait.message_id: wait for wait in view.waits}
    deliveries = {delivery.message_id: delivery for delivery in view.deliveries}
    for number, message in enumerate(view.recent_messages):
        yield MessageItem(message.created_at, message, waits.get(message.id), deliveries.get(message.id), number == 0)


def _events(view: TicketView, names: Mapping[str, str], reasons: Mapping[int, str]) -> Iterator[EventItem]:
    terms = terms_for_version(view.contract_version_id)
    for line in view.history:
        if not _is_notable(line):
            continue
        at = line.data.get("crossed_at")
        at_instant = datetime.fromisoformat(at) if isinstance(at, str) else line.recorded_at
        words = exclusion_in_words(line, view.claims, terms) or text(line, names)
        yield EventItem(at_instant, words, _author(line), tone(line), line.index, reasons.get(line.index, ""))


def _is_notable(line: HistoryLine) -> bool:
    if line.type == CLOCK_DECIDED:
        return line.data.get("outcome") == "missed"
    return line.type in TIMELINE_TYPES


def tone(line: HistoryLine) -> str:
    """Returns ``bad`` for bad news, otherwise an empty string."""
    missed = line.type == CLOCK_DECIDED and line.data.get("outcome") == "missed"
    return "bad" if missed or line.type in BAD_NEWS else ""


def text(line: HistoryLine, names: Mapping[str, str]) -> str:
    """Describes a ledger entry in words."""
    if is_move(line.type):
        return moved_text(line.data, get_current_timezone())
    return say("console.entry", line.type, **_values(line.data, names))


def _values(data: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """Returns every placeholder that texts of entries use; a missing value is a dash."""
    plain = ("severity", "clause", "step", "into_id", "edition")
    values = {name: str(data.get(name) if data.get(name) is not None else "—") for name in plain}
    values["objective"] = _word("ui.objective", data.get("objective"))
    values["basis"] = _word("console.basis", data.get("basis"))
    values["ending"] = _word("console.ending", data.get("reason"))
    values["group"] = names.get(f"group/{data.get('group_id')}", "—")
    values["person"] = names.get(f"user/{data.get('assignee_id')}", "—")
    values["arbiter"] = names.get(f"user/{data.get('arbiter_id')}", "—")
    values["mark"] = names.get(f"step/{data.get('step')}", "—")
    values["measured"] = entry_in_words(data) if {"evidence", "source"} <= data.keys() else "—"
    values["dimensions"] = dimensions_in_words(data) if {"before", "after"} <= data.keys() else "—"
    changed = data.get("changed") or ()
    values["changed"] = ", ".join(_word("console.fact", fact) for fact in changed)
    return values


def _word(family: str, code: object) -> str:
    return say(family, str(code)) if code and has(family, str(code)) else str(code or "—")


def _author(line: HistoryLine) -> str:
    return signature(line.actor.name, line.via) if line.actor else ""


def _names(view: TicketView) -> dict[str, str]:
    """Returns names for the ids in entries: people, the group, and escalation steps of the contract."""
    people = [view.requester, *view.watchers, *(message.author for message in view.messages), view.assignee]
    people += [line.actor for line in view.history]
    people += [candidate.person for case in view.arbitration for candidate in case.candidates]
    names = {f"user/{person.id}": person.name for person in people if person is not None}
    if view.group_id:
        names[f"group/{view.group_id}"] = view.group
    steps = terms_for_version(view.contract_version_id).escalation
    return names | {f"step/{step.index}": _mark(step) for step in steps}


def _mark(step: EscalationStep) -> str:
    """Says in words when an escalation step is reached."""
    if step.at != "breach":
        return say("console.mark", "share", percent=f"{float(step.at * 100):g}")
    if step.after is None:
        return say("console.mark", "breach")
    return say("console.mark", "after", length=duration(step.after.length))
