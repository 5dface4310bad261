"""What a ticket's page asks for while it is open: its clocks, whether anyone wrote, why a clock says what it says."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from upheld.accounts.queries import choices
from upheld.clocks.pictures import clock_view
from upheld.clocks.queries import Strip, reckoning
from upheld.common import moments
from upheld.common.errors import NotFound, Refused
from upheld.common.words import short
from upheld.console.asked import Asked, staff
from upheld.console.given import number_of
from upheld.console.ticket.outcomes import shown_preview
from upheld.console.ticket.page import clocks, clocks_etag, found
from upheld.desk import operations as desk
from upheld.desk.queries import preview_dispute
from upheld.desk.queries.pulse import revision
from upheld.sla import Reckoning
from upheld.sla.reckoning import Span

ENOUGH = 286
"""htmx swaps the answer in and ends the polling: what was announced once is not announced again."""


@require_GET
@staff()
def clock_panel(request: Asked, ticket_id: int) -> HttpResponseBase:
    """The clocks alone; 304 within the minute unless something was done."""
    view = found(request, ticket_id)
    etag = clocks_etag(request, view)
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified()
    shown = {"ticket": view, "clocks": clocks(request, view), "etag": etag}
    answer = render(request, "console/ticket_clocks.html", shown)
    answer["ETag"] = etag
    return answer


@require_GET
@staff()
def pulse(request: Asked, ticket_id: int) -> HttpResponse:
    """204 while nobody wrote since the revision that was read, else a note that says so; then it is asked no more."""
    now = revision(ticket_id=ticket_id, actor=request.actor)
    if now is None:
        raise NotFound
    if now <= (number_of(request.GET.get("revision")) or 0):
        return HttpResponse(status=204)
    return render(request, "console/ticket_pulse.html", {"ticket_id": ticket_id}, status=ENOUGH)


@require_GET
@staff()
def why(request: Asked, ticket_id: int, objective: str, cycle: int) -> HttpResponseBase:
    """The reckoning of one clock, as a picture and a table; now, or as of the instant of a report."""
    as_of = min(moments.instant_of(request.GET.get("as_of")) or request.now, request.now)
    found_reckoning = reckoning(ticket_id=ticket_id, objective=objective, cycle=cycle, actor=request.actor, now=as_of)
    if found_reckoning is None:
        raise NotFound
    clock = clock_view(Strip(found_reckoning.reading, found_reckoning, (), ""), now=as_of)
    template = "console/why_part.html" if request.headers.get("HX-Request") else "console/why.html"
    shown = {"ticket_id": ticket_id, "reckoning": found_reckoning, "clock": clock, "spans": _spans(found_reckoning)}
    return render(request, template, shown)


def _spans(reckoned: Reckoning) -> list[tuple[Span, str]]:
    """The spans with their reasons; instants inside a reason are shown as the reader's clock has them."""
    zone = timezone.get_current_timezone()
    return [(span, moments.localised(span.text(short()), zone)) for span in reckoned.spans]


@require_GET
@staff()
def outcomes(request: Asked, ticket_id: int) -> HttpResponseBase:
    """What each ruling of the open dispute would make of the clocks."""
    view = found(request, ticket_id)
    if view.open_dispute is None:
        raise NotFound
    previews = preview_dispute(
        ticket_id=ticket_id, severity=view.open_dispute.severity, actor=request.actor, now=request.now
    )
    return render(request, "console/outcomes.html", {"ticket": view, "outcomes": shown_preview(previews)})


@require_GET
@staff()
def people(request: Asked, ticket_id: int) -> HttpResponse:
    """Names that can be mentioned here."""
    view = found(request, ticket_id)
    named = (*choices.staff(), *choices.people_of(organisation_id=view.customer_id))
    return JsonResponse(sorted({one.name for one in named}), safe=False)


@require_POST
@staff()
def draft(request: Asked, ticket_id: int) -> HttpResponse:
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
