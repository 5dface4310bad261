"""A ticket's clocks: the panel, and why each shows what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.timezone import get_current_timezone
from django.views.decorators.http import require_GET

from upheld.accounts.actor import Actor
from upheld.accounts.audience import customer
from upheld.accounts.request import Request
from upheld.clocks.pictures import ClockView, clock_view, clock_views, look
from upheld.clocks.queries import Strip, reckoning, strips
from upheld.common.errors import NotFound
from upheld.common.moments import instant_of, localised
from upheld.common.words import short
from upheld.desk.queries import TicketView, ticket
from upheld.sla import Span


def clocks(*, ticket_id: int, actor: Actor, now: datetime) -> tuple[ClockView, ...]:
    """The newest cycle of each objective, those still open first: what the vendor sees."""
    return clock_views(strips(ticket_id=ticket_id, actor=actor, now=now), now=now)


def clocks_etag(view: TicketView, now: datetime) -> str:
    """Changes with the ticket, and with the minute."""
    return f'"{view.id}-{view.revision}-{view.updated_at:%Y%m%d%H%M%S%f}-{now:%Y%m%d%H%M}"'


@customer()
@require_GET
def panel(request: Request, ticket_id: int) -> HttpResponse:
    """The clocks alone, as the page asks for them again; 304 within the minute unless something was done."""
    view = found(request, ticket_id)
    etag = clocks_etag(view, request.now)
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified()
    shown = {
        "ticket": view,
        "clocks": clocks(ticket_id=view.id, actor=request.person, now=request.now),
        "etag": etag,
    }
    answer = render(request, "portal/ticket_clocks.html", shown)
    answer["ETag"] = etag
    return answer


def found(request: Request, ticket_id: int) -> TicketView:
    """The ticket as this reader may see it; raises NotFound."""
    view = ticket(ticket_id=ticket_id, actor=request.person)
    if view is None:
        raise NotFound("no_such_ticket", number=ticket_id)
    return view


@dataclass(frozen=True, slots=True)
class Step:
    """A span of a reckoning, in words."""

    span: Span
    text: str
    look: str


def _step(span: Span) -> Step:
    return Step(span, localised(span.text(short()), get_current_timezone()), look(span))


@customer()
@require_GET
def why(request: Request, ticket_id: int, objective: str, cycle: int) -> HttpResponse:
    """The reckoning of one clock as a picture and a table, now or as of an earlier instant."""
    view = found(request, ticket_id)
    as_of = min(instant_of(request.GET.get("as_of")) or request.now, request.now)
    shown = reckoning(ticket_id=view.id, objective=objective, cycle=cycle, actor=request.person, now=as_of)
    if shown is None:
        raise NotFound
    zone = view.contract_zone
    page = {
        "ticket": view,
        "reckoning": shown,
        "reading": shown.reading,
        "clock": clock_view(Strip(shown.reading, shown, (), zone), now=as_of),
        "steps": [_step(span) for span in shown.spans],
        "as_of": as_of,
        "past": as_of < request.now,
    }
    template = "portal/why_part.html" if request.headers.get("HX-Request") else "portal/why.html"
    return render(request, template, page)
