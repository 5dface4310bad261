"""The conversation: what was said and what happened, in the order in which it was so."""

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
from upheld.sla import EscalationStep

BAD = frozenset({"workaround.rejected", "resolution.rejected", "ticket.reopened", "severity.disputed"})
SHOWN_IF_MISSED = "clock.decided"


@dataclass(frozen=True, slots=True)
class MessageItem:
    """A message, with the request or the delivery that it carried."""

    at: datetime
    message: MessageView
    wait: WaitView | None
    delivery: DeliveryView | None
    first: bool
    happened = ""

    @property
    def author(self) -> str:
        """Who wrote it."""
        return signature(self.message.author.name, self.message.via) if self.message.author else "Upheld"


@dataclass(frozen=True, slots=True)
class EventItem:
    """Something that was done, or that time has done; ``index`` is its place in the account's ledger."""

    at: datetime
    happened: str
    by: str
    tone: str
    index: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FoldedItem:
    """A run of things that time alone has done, told in one line."""

    at: datetime
    events: tuple[EventItem, ...]
    missed: int
    happened = ""


Item = MessageItem | EventItem | FoldedItem
FEW = 2
"""So many events of a run are told one by one."""


def talk(view: TicketView, reasons: Mapping[int, str]) -> tuple[Item, ...]:
    """All of it; ``reasons`` are the texts kept apart from the ledger, by index."""
    names = _names(view)
    items: list[MessageItem | EventItem] = [*_said(view), *_happened(view, names, reasons)]
    runs = groupby(sorted(items, key=lambda item: item.at), key=_by_time)
    return tuple(told for alone, run in runs for told in (_folded(list(run)) if alone else run))


def _by_time(item: MessageItem | EventItem) -> bool:
    return isinstance(item, EventItem) and not item.by


def _folded(run: list[Any]) -> list[Item]:
    if len(run) <= FEW:
        return run
    return [FoldedItem(run[-1].at, tuple(run), sum(one.tone == "bad" for one in run))]


def _said(view: TicketView) -> Iterator[MessageItem]:
    waits = {wait.message_id: wait for wait in view.waits}
    deliveries = {delivery.message_id: delivery for delivery in view.deliveries}
    for number, message in enumerate(view.messages):
        yield MessageItem(message.created_at, message, waits.get(message.id), deliveries.get(message.id), number == 0)


def _happened(view: TicketView, names: Mapping[str, str], reasons: Mapping[int, str]) -> Iterator[EventItem]:
    terms = terms_for_version(view.contract_version_id)
    for line in view.history:
        if not _worth_telling(line):
            continue
        at = line.data.get("crossed_at")
        when = datetime.fromisoformat(at) if isinstance(at, str) else line.recorded_at
        words = exclusion_in_words(line, view.claims, terms) or text(line, names)
        yield EventItem(when, words, _by(line), tone(line), line.index, reasons.get(line.index, ""))


def _worth_telling(line: HistoryLine) -> bool:
    if line.type == SHOWN_IF_MISSED:
        return line.data.get("outcome") == "missed"
    return is_move(line.type) or has("console.entry", line.type)


def tone(line: HistoryLine) -> str:
    """Whether it is bad news."""
    missed = line.type == SHOWN_IF_MISSED and line.data.get("outcome") == "missed"
    return "bad" if missed or line.type in BAD else ""


def text(line: HistoryLine, names: Mapping[str, str]) -> str:
    """An entry in words."""
    if is_move(line.type):
        return moved_text(line.data, get_current_timezone())
    return say("console.entry", line.type, **_values(line.data, names))


def _values(data: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """Every value that the words of entries name; what an entry does not have is a dash."""
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
    values["changed"] = ", ".join(_word("console.fact", one) for one in changed)
    return values


def _word(family: str, code: object) -> str:
    return say(family, str(code)) if code and has(family, str(code)) else str(code or "—")


def _by(line: HistoryLine) -> str:
    return signature(line.actor.name, line.via) if line.actor else ""


def _names(view: TicketView) -> dict[str, str]:
    """The names of what entries only give a number: people, the group, the steps of the contract's escalation."""
    people = [view.requester, *view.watchers, *(message.author for message in view.messages), view.assignee]
    people += [line.actor for line in view.history]
    people += [candidate.person for case in view.arbitration for candidate in case.candidates]
    names = {f"user/{person.id}": person.name for person in people if person is not None}
    if view.group_id:
        names[f"group/{view.group_id}"] = view.group
    steps = terms_for_version(view.contract_version_id).escalation
    return names | {f"step/{step.index}": _mark(step) for step in steps}


def _mark(step: EscalationStep) -> str:
    """When a step is reached."""
    if step.at != "breach":
        return say("console.mark", "share", percent=f"{float(step.at * 100):g}")
    if step.after is None:
        return say("console.mark", "breach")
    return say("console.mark", "after", length=duration(step.after.length))
