"""The parts of a ticket page that polling refreshes: its clocks, and what waits for the customer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from upheld.accounts.request import Request
from upheld.desk.queries import TicketView
from upheld.desk.queries.changes import progress_of
from upheld.desk.queries.parts import DisputeView, HistoryLine, MessageView
from upheld.i18n.words import say
from upheld.portal.forms import ActForm, ReasonForm
from upheld.portal.ticket.clocks import clocks
from upheld.portal.ticket.conversation import TIMELINE_TYPES, is_routine, line_text
from upheld.portal.ticket.waiting import reopening, waiting
from upheld.sla import Terms


def live_context(
    request: Request, view: TicketView, terms: Terms, invalid_form: ActForm | None = None
) -> dict[str, Any]:
    """Return the context that may change while the page is open. An invalid form keeps its input."""
    waits = waiting(view, terms)
    reopen_window = reopening(view, terms)
    or_submitted = _replacing(invalid_form)
    progress = progress_of(view, TIMELINE_TYPES)
    return {
        "ticket": view,
        "clocks": clocks(view, terms, request.now),
        "etag": progress.etag(request.now),
        "seen": f"{progress.messages}.{progress.entries}",
        "waiting": waits,
        "judgements": [
            (delivery, or_submitted(ReasonForm(key=f"reject-{delivery.delivery.id}"))) for delivery in waits.deliveries
        ],
        "claims": [(claim, or_submitted(ReasonForm(key=f"contest-{claim.claim.id}"))) for claim in waits.claims],
        "reopen": or_submitted(ReasonForm(key="reopen")),
        "reopening": reopen_window,
        "may_reopen": "reopen" in view.may,
        "ruling_overdue": _is_overdue(view.open_dispute, request.now),
    }


def _is_overdue(dispute: DisputeView | None, now: datetime) -> bool:
    return dispute is not None and dispute.due_at is not None and dispute.due_at < now


def _replacing(submitted: ActForm | None) -> Callable[[ActForm], ActForm]:
    """Return a function that replaces an empty form with the submitted form of the same key."""

    def or_submitted(form: ActForm) -> ActForm:
        return submitted if submitted is not None and submitted.key == form.key else form

    return or_submitted


def _timeline_lines(view: TicketView) -> list[HistoryLine]:
    return [line for line in view.history if line.type in TIMELINE_TYPES]


def news(view: TicketView, terms: Terms, seen: tuple[int, int]) -> str:
    """Return a sentence about the newest message or event since then, or an empty string."""
    messages_seen, entries_seen = seen
    if messages_seen < len(view.messages):
        return _message_news(view, view.messages[-1])
    lines = [line_text(line, view, terms) for line in _timeline_lines(view)[entries_seen:] if not is_routine(line)]
    return say("portal.news_done", what=lines[-1]) if lines else ""


def _message_news(view: TicketView, message: MessageView) -> str:
    who = message.author.name if message.author else say("portal.automatic")
    return say("portal.news", next(_kinds(view, message)), who=who)


def _kinds(view: TicketView, message: MessageView) -> Iterator[str]:
    """Yield what the message carries, then ``reply``."""
    yield from (delivery.kind for delivery in view.deliveries if delivery.message_id == message.id)
    yield from ("asked" for wait in view.waits if wait.message_id == message.id)
    yield "reply"
