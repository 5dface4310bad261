"""What an open page asks for again: the clocks, the next steps, and whether anything was added since."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.accounts.audience import customer
from upheld.accounts.request import Request
from upheld.desk.queries import TicketView
from upheld.desk.queries.changes import course, first_new, seen_of
from upheld.operations.errors import NotFound
from upheld.portal.ticket.clocks import found
from upheld.portal.ticket.conversation import TOLD
from upheld.portal.ticket.page import everything, terms_behind
from upheld.portal.ticket.standing import news, standing


@customer()
@require_GET
def live(request: Request, ticket_id: int) -> HttpResponse:
    """The parts that change; 304 within the minute unless something public was done. ``seen`` is what the page shows.

    With ``show`` the conversation comes too, and what was new is no longer so.
    """
    stands = course(ticket_id=ticket_id, types=TOLD, actor=request.person)
    if stands is None:
        raise NotFound("no_such_ticket", number=ticket_id)
    if request.headers.get("If-None-Match") == stands.etag(request.now):
        return HttpResponseNotModified()
    view = found(request, ticket_id)
    parts = _whole(request, view) if request.GET.get("show") else _changing(request, view)
    answer = render(request, "portal/ticket_live.html", parts | {"live": True})
    answer["ETag"] = parts["etag"]
    return answer


def _changing(request: Request, view: TicketView) -> dict[str, Any]:
    terms = terms_behind(view)
    seen = request.GET.get("seen")
    parts = standing(request, view, terms)
    if seen is None:
        return parts
    said, done = seen_of(seen)
    return parts | {"seen": f"{said}.{done}", "news": news(view, terms, (said, done))}


def _whole(request: Request, view: TicketView) -> dict[str, Any]:
    """The page's own parts; the first that is new is where the reader goes on."""
    parts = everything(request, view)
    return parts | {"shown_first": first_new(view, seen_of(request.GET.get("seen"))[0], parts["talk"])}
