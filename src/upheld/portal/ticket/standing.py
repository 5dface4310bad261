"""How a ticket stands: its clocks and what waits for the customer, for the page and for what the page asks again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from upheld.accounts.request import Request
from upheld.desk.queries import TicketView
from upheld.desk.queries.changes import course_of
from upheld.desk.queries.parts import HistoryLine, MessageView
from upheld.i18n.words import say
from upheld.portal.forms import ActForm, ReasonForm
from upheld.portal.ticket.clocks import clocks
from upheld.portal.ticket.conversation import TOLD, dull, line_text
from upheld.portal.ticket.waiting import reopening, waiting
from upheld.sla import Terms


def standing(request: Request, view: TicketView, terms: Terms, wrong: ActForm | None = None) -> dict[str, Any]:
    """What may change while the page is open; a form with something wrong keeps what was typed."""
    waits = waiting(view, terms)
    again = reopening(view, terms)
    kept = _keeper(wrong)
    course = course_of(view, TOLD)
    return {
        "ticket": view,
        "clocks": clocks(view, terms, request.now),
        "etag": course.etag(request.now),
        "seen": f"{course.said}.{course.done}",
        "waiting": waits,
        "judgements": [
            (delivery, kept(ReasonForm(key=f"reject-{delivery.delivery.id}"))) for delivery in waits.deliveries
        ],
        "claims": [(claim, kept(ReasonForm(key=f"contest-{claim.claim.id}"))) for claim in waits.claims],
        "reopen": kept(ReasonForm(key="reopen")),
        "reopening": again,
        "may_reopen": again is not None and not again.is_over(request.now) and "reopen" in view.may,
    }


def _keeper(wrong: ActForm | None) -> Callable[[ActForm], ActForm]:
    """The form that was sent, with what was typed, in place of its empty like."""

    def kept(form: ActForm) -> ActForm:
        return wrong if wrong is not None and wrong.key == form.key else form

    return kept


def _told(view: TicketView) -> list[HistoryLine]:
    return [one for one in view.history if one.type in TOLD]


def news(view: TicketView, terms: Terms, seen: tuple[int, int]) -> str:
    """What was added since, in one sentence: the newest of the messages, else of what was done; empty for nothing."""
    said, done = seen
    if said < len(view.messages):
        return _said(view, view.messages[-1])
    lines = [line_text(one, view, terms) for one in _told(view)[done:] if not dull(one)]
    return say("portal.news_done", what=lines[-1]) if lines else ""


def _said(view: TicketView, message: MessageView) -> str:
    who = message.author.name if message.author else say("portal.automatic")
    return say("portal.news", next(_kinds(view, message)), who=who)


def _kinds(view: TicketView, message: MessageView) -> Iterator[str]:
    """What a message carries, before that it is a message."""
    yield from (delivery.kind for delivery in view.deliveries if delivery.message_id == message.id)
    yield from ("asked" for wait in view.waits if wait.message_id == message.id)
    yield "reply"
