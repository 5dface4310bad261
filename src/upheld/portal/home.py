"""The list of the organisation's tickets. Open tickets show the clock that is due first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.accounts.audience import customer
from upheld.accounts.queries import organisation_choices
from upheld.accounts.request import Request
from upheld.clocks.lists import next_strips
from upheld.clocks.pictures import ClockView, clock_view
from upheld.contracts.levels import levels_in_use
from upheld.contracts.queries import products
from upheld.desk.limits import LEVEL_MAX
from upheld.desk.queries import TicketFilter, TicketLine, TicketPage, tickets
from upheld.portal.query_params import number_of

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class TicketCard:
    """A ticket in the list, with its next clock where it has one."""

    ticket: TicketLine
    clock: ClockView | None


@customer()
@require_GET
def home(request: Request) -> HttpResponse:
    """Show a page of tickets that match the filters in the URL, newest first."""
    filters = filters_of(request)
    page = tickets(filters=filters, actor=request.person, before=number_of(request.GET.get("after")), limit=PAGE_SIZE)
    return render(request, "portal/home.html", _context(request, filters, page))


def filters_of(request: Request) -> TicketFilter:
    """Read the filters from the query string. Invalid values are ignored."""
    params = request.GET
    return TicketFilter(
        organisation_id=number_of(params.get("organisation")),
        requester_id=request.person.id if params.get("mine") else None,
        product_id=number_of(params.get("product")),
        severity=params.get("severity", "")[:LEVEL_MAX] or None,
        status="closed" if params.get("status") == "closed" else "open",
    )


def _context(request: Request, filters: TicketFilter, page: TicketPage) -> dict[str, Any]:
    ticket_ids = [line.id for line in page.lines] if filters.status == "open" else []
    strips = next_strips(ticket_ids=ticket_ids, actor=request.person, now=request.now)
    views = {ticket_id: clock_view(strip, now=request.now) for ticket_id, strip in strips.items()}
    own = len(request.person.organisations) > 1
    return {
        "lines": [TicketCard(line, views.get(line.id)) for line in page.lines],
        "next": "" if page.next_before is None else str(page.next_before),
        "turned": "after" in request.GET,
        "status": filters.status,
        "query": request.GET.urlencode(),
        "filters": filters,
        "severities": levels_in_use(organisation_ids=request.person.organisations, now=request.now),
        "filtered": any((filters.organisation_id, filters.requester_id, filters.product_id, filters.severity)),
        "products": products(retired=True),
        "organisations": organisation_choices(actor=request.person) if own else (),
    }
