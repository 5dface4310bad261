"""A ticket's clocks, and the page that explains one of them."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.accounts.audience import customer
from upheld.accounts.request import Request
from upheld.clocks.explanations import explanation
from upheld.clocks.pictures import ClockView, clock_view, clock_views
from upheld.clocks.queries import Strip, reckoning, strips_from
from upheld.desk.queries import TicketView, ticket
from upheld.i18n.moments import instant_of
from upheld.operations.errors import NotFound
from upheld.sla import Terms


def clocks(view: TicketView, terms: Terms, now: datetime) -> tuple[ClockView, ...]:
    """Return the newest cycle of each objective, open ones first, as the vendor sees them."""
    return clock_views(strips_from(terms, view.facts, now=now), now=now)


def ticket_or_404(request: Request, ticket_id: int) -> TicketView:
    """Return the ticket as this reader may see it. Raises NotFound."""
    view = ticket(ticket_id=ticket_id, actor=request.person, now=request.now)
    if view is None:
        raise NotFound("no_such_ticket", number=ticket_id)
    return view


@customer()
@require_GET
def why(request: Request, ticket_id: int, objective: str, cycle: int) -> HttpResponse:
    """Show the reckoning of one clock as a chart and a table, now or as of an earlier instant."""
    view = ticket_or_404(request, ticket_id)
    as_of = min(instant_of(request.GET.get("as_of")) or request.now, request.now)
    calculation = reckoning(ticket_id=view.id, objective=objective, cycle=cycle, actor=request.person, now=as_of)
    if calculation is None:
        raise NotFound
    zone = view.contract_zone
    context = {
        "ticket": view,
        "reckoning": calculation,
        "reading": calculation.reading,
        "clock": clock_view(Strip(calculation.reading, calculation, (), zone), now=as_of),
        "explained": explanation(calculation),
        "as_of": as_of,
        "past": as_of < request.now,
    }
    template = "portal/why_part.html" if request.headers.get("HX-Request") else "portal/why.html"
    return render(request, template, context)
