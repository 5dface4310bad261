"""Polling of an open ticket page: its clocks, its next steps, and whether anything is new."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.accounts.audience import customer
from upheld.accounts.request import Request
from upheld.desk.queries import TicketView
from upheld.desk.queries.changes import first_new, seen_counts, ticket_progress
from upheld.operations.errors import NotFound
from upheld.portal.ticket.clocks import ticket_or_404
from upheld.portal.ticket.conversation import TIMELINE_TYPES
from upheld.portal.ticket.page import page_context, terms_behind
from upheld.portal.ticket.standing import live_context, news


@customer()
@require_GET
def live(request: Request, ticket_id: int) -> HttpResponse:
    """Render the parts that change, or answer 304 within the minute unless something public was done.

    ``seen`` is what the page already shows. With ``show`` the response includes the conversation.
    """
    progress = ticket_progress(ticket_id=ticket_id, types=TIMELINE_TYPES, actor=request.person)
    if progress is None:
        raise NotFound("no_such_ticket", number=ticket_id)
    if request.headers.get("If-None-Match") == progress.etag(request.now):
        return HttpResponseNotModified()
    view = ticket_or_404(request, ticket_id)
    parts = _whole(request, view) if request.GET.get("show") else _changing(request, view)
    answer = render(request, "portal/ticket_live.html", parts | {"live": True})
    answer["ETag"] = parts["etag"]
    return answer


def _changing(request: Request, view: TicketView) -> dict[str, Any]:
    terms = terms_behind(view)
    seen = request.GET.get("seen")
    parts = live_context(request, view, terms)
    if seen is None:
        return parts
    messages_seen, entries_seen = seen_counts(seen)
    return parts | {"seen": f"{messages_seen}.{entries_seen}", "news": news(view, terms, (messages_seen, entries_seen))}


def _whole(request: Request, view: TicketView) -> dict[str, Any]:
    """Return the context of the whole page. ``shown_first`` is the first new item, which gets the focus."""
    parts = page_context(request, view)
    return parts | {"shown_first": first_new(view, seen_counts(request.GET.get("seen"))[0], parts["talk"])}
