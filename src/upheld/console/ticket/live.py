"""What a ticket's page asks for while it is open: how it stands, whether it went on, why a clock says what it says."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from upheld.accounts.queries import choices
from upheld.clocks.explanations import explanation
from upheld.clocks.pictures import clock_view
from upheld.clocks.queries import Strip, reckoning
from upheld.console.query_params import number_of
from upheld.console.requests import StaffRequest, staff
from upheld.console.ticket.page import changing, conversation_since, found
from upheld.desk import operations as desk
from upheld.desk.queries import TicketView
from upheld.desk.queries.changes import course, seen_of
from upheld.i18n import moments
from upheld.i18n.words import say
from upheld.operations.errors import NotFound, Refused


@require_GET
@staff()
def live(request: StaffRequest, ticket_id: int) -> HttpResponseBase:
    """The parts that change; 304 within the minute unless something was done. ``seen`` is what the page shows.

    With ``show`` the conversation comes too, and what was new is no longer so.
    """
    stands = course(ticket_id=ticket_id, types=None, actor=request.actor)
    if stands is None:
        raise NotFound
    if request.headers.get("If-None-Match") == stands.etag(request.now):
        return HttpResponseNotModified()
    view = found(request, ticket_id)
    parts = changing(request, view) | {"live": True}
    answer = render(request, "console/ticket_live.html", parts | _since(request, view))
    answer["ETag"] = parts["etag"]
    return answer


def _since(request: StaffRequest, view: TicketView) -> dict[str, Any]:
    """What was added since the page was made: told of, or shown where it is asked for."""
    seen = request.GET.get("seen")
    said, revision = seen_of(seen)
    if request.GET.get("show"):
        return {"talk": conversation_since(request, view, said)}
    if seen is None:
        return {}
    return {"seen": f"{said}.{revision}", "news": say("console.someone_wrote") if view.revision > revision else ""}


@require_GET
@staff()
def why(request: StaffRequest, ticket_id: int, objective: str, cycle: int) -> HttpResponseBase:
    """The reckoning of one clock, as a picture and a table; now, or as of the instant of a report."""
    as_of = min(moments.instant_of(request.GET.get("as_of")) or request.now, request.now)
    found_reckoning = reckoning(ticket_id=ticket_id, objective=objective, cycle=cycle, actor=request.actor, now=as_of)
    if found_reckoning is None:
        raise NotFound
    clock = clock_view(Strip(found_reckoning.reading, found_reckoning, (), ""), now=as_of)
    template = "console/why_part.html" if request.headers.get("HX-Request") else "console/why.html"
    context = {
        "ticket_id": ticket_id,
        "reckoning": found_reckoning,
        "clock": clock,
        "explained": explanation(found_reckoning),
    }
    return render(request, template, context)


@require_GET
@staff()
def people(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """Names that can be mentioned here."""
    view = found(request, ticket_id)
    named = (*choices.staff(), *choices.people_of(organisation_id=view.customer_id))
    return JsonResponse(sorted({one.name for one in named}), safe=False)


@require_POST
@staff()
def draft(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """Keep what is being written."""
    sent = request.POST
    try:
        desk.save_draft(
            ticket_id=ticket_id,
            kind=sent.get("kind", ""),
            body=sent.get("body", ""),
            revision=number_of(sent.get("revision")) or 0,
            by=request.actor,
            now=request.now,
        )
    except Refused as refused:
        return HttpResponse(refused.text(), status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)
