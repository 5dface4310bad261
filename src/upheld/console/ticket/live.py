"""Partial pages of an open ticket: changes, explanations of clocks, mentions and drafts."""

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
from upheld.console.ticket.page import conversation_since, live_context, ticket_or_404
from upheld.desk import acts as desk
from upheld.desk.queries import TicketView
from upheld.desk.queries.changes import seen_counts, ticket_progress
from upheld.i18n import moments
from upheld.i18n.words import say
from upheld.operations.errors import NotFound, Refused


@require_GET
@staff()
def live(request: StaffRequest, ticket_id: int) -> HttpResponseBase:
    """Render the parts that change; 304 within the same minute if nothing changed.

    ``seen`` names the messages and the revision that the page shows. ``show`` includes the conversation.
    """
    progress = ticket_progress(ticket_id=ticket_id, types=None, actor=request.actor)
    if progress is None:
        raise NotFound
    if request.headers.get("If-None-Match") == progress.etag(request.now):
        return HttpResponseNotModified()
    view = ticket_or_404(request, ticket_id)
    parts = live_context(request, view) | {"live": True}
    response = render(request, "console/ticket_live.html", parts | _conversation_context(request, view))
    response["ETag"] = parts["etag"]
    return response


def _conversation_context(request: StaffRequest, view: TicketView) -> dict[str, Any]:
    """Returns the new conversation if it was requested, otherwise a notice that somebody wrote."""
    seen = request.GET.get("seen")
    messages_seen, revision = seen_counts(seen)
    if request.GET.get("show"):
        return {"talk": conversation_since(request, view, messages_seen)}
    if seen is None:
        return {}
    return {
        "seen": f"{messages_seen}.{revision}",
        "news": say("console.someone_wrote") if view.revision > revision else "",
    }


@require_GET
@staff()
def why(request: StaffRequest, ticket_id: int, objective: str, cycle: int) -> HttpResponseBase:
    """Explain a clock with a picture and a table, as of now or as of the time of a report."""
    as_of = min(moments.instant_of(request.GET.get("as_of")) or request.now, request.now)
    clock_reckoning = reckoning(ticket_id=ticket_id, objective=objective, cycle=cycle, actor=request.actor, now=as_of)
    if clock_reckoning is None:
        raise NotFound
    clock = clock_view(Strip(clock_reckoning.reading, clock_reckoning, (), ""), now=as_of)
    template = "console/why_part.html" if request.headers.get("HX-Request") else "console/why.html"
    context = {
        "ticket_id": ticket_id,
        "reckoning": clock_reckoning,
        "clock": clock,
        "explained": explanation(clock_reckoning),
    }
    return render(request, template, context)


@require_GET
@staff()
def people(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """List the names that can be mentioned in this ticket."""
    view = ticket_or_404(request, ticket_id)
    people_here = (*choices.staff(), *choices.people_of(organisation_id=view.customer_id))
    return JsonResponse(sorted({person.name for person in people_here}), safe=False)


@require_POST
@staff()
def draft(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """Save a draft."""
    form_data = request.POST
    try:
        desk.save_draft(
            ticket_id=ticket_id,
            kind=form_data.get("kind", ""),
            body=form_data.get("body", ""),
            revision=number_of(form_data.get("revision")) or 0,
            by=request.actor,
            now=request.now,
        )
    except Refused as refused:
        return HttpResponse(refused.text(), status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)
