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
from upheld.console.ticket.conversation import Item, conversation_items
from upheld.contracts.queries import terms_of
from upheld.desk.answers import answers_in_words, in_words, measurement_texts
from upheld.desk.queries import TicketView, ticket
from upheld.desk.queries.changes import first_new, progress_of
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
    """Show the ticket."""
    return show(request, ticket_id)


def show(request: StaffRequest, ticket_id: int, composer: Composer | None = None, status: int = 200) -> HttpResponse:
    """Renders the page; ``composer`` holds the submitted text if an act was refused."""
    view = ticket_or_404(request, ticket_id)
    composer = composer or composer_for(view, request.GET.get("tab", ""))
    context = live_context(request, view) | {"talk": conversation(request, view), "composer": composer}
    return render(request, "console/ticket.html", context, status=status)


def ticket_or_404(request: StaffRequest, ticket_id: int) -> TicketView:
    """Returns the ticket as this reader may see it, or raises ``NotFound``."""
    view = ticket(ticket_id=ticket_id, actor=request.actor, now=request.now)
    if view is None:
        raise NotFound
    return view


def live_context(request: StaffRequest, view: TicketView) -> dict[str, Any]:
    """Returns the context of the parts that may change while the page is open, except conversation and composer."""
    level = next((level for level in view.levels if level.id == view.severity), None)
    return {
        "ticket": view,
        "clocks": clocks(request, view),
        "folds": list(folds(view)),
        "level": level,
        "level_text": _criterion(level) if level else "",
        "etag": progress_of(view, None).etag(request.now),
        "seen": f"{len(view.messages)}.{view.revision}",
        "answered": answers_in_words(view.evidence),
        "measured": measurement_texts(view.measurements),
        "floor_since": in_words({measurement.name: measurement.value for measurement in view.floor_since}),
        "raise_at": address("console:act_severity", view.id) if "change_severity" in view.may else "",
    }


def _criterion(level: Level) -> str:
    """Returns the criterion as a sentence, or as written if it cannot be expressed in words."""
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
"""Forms beside the conversation, each with the permission that it needs."""


def folds(view: TicketView) -> Iterator[tuple[str, str]]:
    """Yields the forms that this reader may open now, with their URLs."""
    for name, act in FOLDS.items():
        pointless = (name == "exclusion" and not clauses(view)) or (name == "cancellation" and view.open_proposal)
        if act in view.may and not pointless:
            yield name, address(f"console:act_{name}", view.id)


def conversation(request: StaffRequest, view: TicketView) -> SafeString:
    """Renders the conversation as HTML. It is cached, because past messages do not change."""
    items = conversation_items(view, reasons(view))
    key = _conversation_key(request, view, items)
    html = _CONVERSATIONS.get(key)
    if html is None:
        html = render_to_string("console/ticket_talk.html", {"talk": items, "ticket": view}, request=request)
        if not page_exhausted():
            _CONVERSATIONS.set(key, html)
    return html


def _conversation_key(request: StaffRequest, view: TicketView, items: Sequence[Item]) -> bytes:
    """Returns the cache key: everything that the HTML depends on (items, reader, date, language, time zone)."""
    zone = timezone.get_current_timezone()
    actor = request.actor
    reader = (actor.kind, sorted(actor.staff_roles), sorted(view.may), short(), str(zone))
    content = (items, view.id, view.customer, view.contract_zone, request.now.astimezone(zone).date())
    return hashlib.sha256(repr((content, reader)).encode()).digest()


def conversation_since(request: StaffRequest, view: TicketView, messages_seen: int) -> str:
    """Renders the conversation with the focus on the first message after the ``messages_seen`` first ones."""
    items = conversation_items(view, reasons(view))
    context = {"talk": items, "ticket": view, "first_new": first_new(view, messages_seen, items)}
    return render_to_string("console/ticket_talk.html", context, request=request)


_CONVERSATIONS: LruCache[bytes, SafeString] = LruCache(1000, size=len, size_max=32 * 1024 * 1024)


def clocks(request: StaffRequest, view: TicketView) -> tuple[ClockView, ...]:
    """Returns the ticket's clocks as of the request."""
    terms = terms_for_version(view.contract_version_id)
    return clock_views(strips_from(terms, view.facts, now=request.now), now=request.now)


def clauses(view: TicketView) -> dict[str, dict[str, str]]:
    """Returns the texts of the contract's exclusion clauses by id."""
    return {exclusion.id: dict(exclusion.clause) for exclusion in exclusions(view)}


def exclusions(view: TicketView) -> tuple[Exclusion, ...]:
    """Returns the exclusion clauses of the ticket's contract."""
    return () if view.contract_version_id is None else terms_of(view.contract_version_id).exclusions
