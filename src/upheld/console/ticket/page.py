"""The ticket's page: conversation, clocks, facts, cases, and the composer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from upheld.clocks.pictures import ClockView, clock_views
from upheld.clocks.queries import strips_from
from upheld.console.requests import StaffRequest, staff
from upheld.console.ticket.composer import Composer, composer_for
from upheld.console.ticket.conversation import Item, talk
from upheld.contracts.queries import terms_of
from upheld.desk.answers import answered, in_words, told
from upheld.desk.queries import TicketView, ticket
from upheld.desk.queries.changes import course_of, first_new
from upheld.desk.queries.levels import Level
from upheld.desk.queries.reasons import reasons
from upheld.desk.terms import terms_for_version
from upheld.i18n.words import short
from upheld.markup.lru_cache import LruCache
from upheld.markup.markdown import page_exhausted
from upheld.operations.errors import NotFound
from upheld.sla import criterion_text
from upheld.sla.terms.model import Exclusion
from upheld.ui.cached_urls import address


@require_GET
@staff()
def page(request: StaffRequest, ticket_id: int) -> HttpResponseBase:
    """The page as it stands."""
    return show(request, ticket_id)


def show(request: StaffRequest, ticket_id: int, composer: Composer | None = None, status: int = 200) -> HttpResponse:
    """The page, with what was being written where an act was refused."""
    view = found(request, ticket_id)
    written = {"composer": composer or composer_for(view, request.GET.get("tab", ""))}
    shown = changing(request, view) | {"talk": conversation(request, view)} | written
    return render(request, "console/ticket.html", shown, status=status)


def found(request: StaffRequest, ticket_id: int) -> TicketView:
    """The ticket as this reader may see it, or 404."""
    view = ticket(ticket_id=ticket_id, actor=request.actor)
    if view is None:
        raise NotFound
    return view


def changing(request: StaffRequest, view: TicketView) -> dict[str, Any]:
    """What may change while the page is open, but for the conversation and what is being written."""
    level = next((one for one in view.levels if one.id == view.severity), None)
    return {
        "ticket": view,
        "clocks": clocks(request, view),
        "folds": list(folds(view)),
        "level": level,
        "level_text": _meaning(level) if level else "",
        "etag": course_of(view, None).etag(request.now),
        "seen": f"{len(view.messages)}.{view.revision}",
        "answered": answered(view.evidence),
        "measured": told(view.measurements),
        "floor_since": in_words({measured.name: measured.value for measured in view.floor_since}),
        "raise_at": address("console:act_severity", view.id) if "change_severity" in view.may else "",
    }


def _meaning(level: Level) -> str:
    """The criterion as a sentence; what has no words as it is written."""
    return criterion_text(level.criteria, level.evidence, short()) or level.criteria


FOLDS = {
    "assign": "assign",
    "severity": "change_severity",
    "exclusion": "claim_exclusion",
    "description": "describe",
    "link": "link",
    "watch": "watch",
    "cancellation": "propose_cancellation",
}
"""Forms that open beside the conversation, each with the act that it needs."""


def folds(view: TicketView) -> Iterator[tuple[str, str]]:
    """Those that this reader may open now, with their addresses."""
    for name, act in FOLDS.items():
        pointless = (name == "exclusion" and not clauses(view)) or (name == "cancellation" and view.open_proposal)
        if act in view.may and not pointless:
            yield name, address(f"console:act_{name}", view.id)


def conversation(request: StaffRequest, view: TicketView) -> SafeString:
    """The conversation as HTML. What was said does not change, so a page drawn before is drawn once."""
    items = talk(view, reasons(view))
    key = _conversation_key(request, view, items)
    html = _DRAWN.get(key)
    if html is None:
        html = render_to_string("console/ticket_talk.html", {"talk": items, "ticket": view}, request=request)
        if not page_exhausted():
            _DRAWN.put(key, html)
    return html


def _conversation_key(request: StaffRequest, view: TicketView, items: Sequence[Item]) -> bytes:
    """Everything that the HTML follows from: the items, and who reads them, when, in which language and zone."""
    zone = timezone.get_current_timezone()
    actor = request.actor
    reader = (actor.kind, sorted(actor.staff_roles), sorted(view.may), short(), str(zone))
    drawn = (items, view.id, view.customer, view.contract_zone, request.now.astimezone(zone).date())
    return hashlib.sha256(repr((drawn, reader)).encode()).digest()


def conversation_since(request: StaffRequest, view: TicketView, said: int) -> str:
    """The same for a reader who saw ``said`` of its messages and goes on at the first that is new."""
    items = talk(view, reasons(view))
    shown = {"talk": items, "ticket": view, "shown_first": first_new(view, said, items)}
    return render_to_string("console/ticket_talk.html", shown, request=request)


_DRAWN: LruCache[bytes, SafeString] = LruCache(1000, size=len, size_max=32 * 1024 * 1024)


def clocks(request: StaffRequest, view: TicketView) -> tuple[ClockView, ...]:
    """The ticket's clocks, assessed as of the request."""
    terms = terms_for_version(view.contract_version_id)
    return clock_views(strips_from(terms, view.facts, now=request.now), now=request.now)


def clauses(view: TicketView) -> dict[str, dict[str, str]]:
    """The contract's exclusion clauses by id."""
    return {exclusion.id: dict(exclusion.clause) for exclusion in exclusions(view)}


def exclusions(view: TicketView) -> tuple[Exclusion, ...]:
    """The exclusion clauses of the ticket's contract."""
    return () if view.contract_version_id is None else terms_of(view.contract_version_id).exclusions
