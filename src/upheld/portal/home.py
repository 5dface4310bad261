"""The tickets of my organisation: the open ones with the clock that runs out first, and the closed ones."""

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
from upheld.desk.queries import TicketFilter, TicketLine, TicketPage, tickets
from upheld.portal.query_params import number_of

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket in the list, with its next clock where it has one."""

    ticket: TicketLine
    clock: ClockView | None


@customer()
@require_GET
def home(request: Request) -> HttpResponse:
    """The list, narrowed as the address says; twenty at a time, newest first."""
    wanted = wanted_of(request)
    page = tickets(wanted=wanted, actor=request.person, before=number_of(request.GET.get("after")), limit=SHOWN)
    return render(request, "portal/home.html", _shown(request, wanted, page))


def wanted_of(request: Request) -> TicketFilter:
    """The filter in the query string; values that cannot be read are ignored."""
    given = request.GET
    return TicketFilter(
        organisation_id=number_of(given.get("organisation")),
        requester_id=request.person.id if given.get("mine") else None,
        product_id=number_of(given.get("product")),
        severity=given.get("severity", "")[:20] or None,
        status="closed" if given.get("status") == "closed" else "open",
    )


def _shown(request: Request, wanted: TicketFilter, page: TicketPage) -> dict[str, Any]:
    numbers = [line.id for line in page.lines] if wanted.status == "open" else []
    strips = next_strips(ticket_ids=numbers, actor=request.person, now=request.now)
    views = {one: clock_view(strip, now=request.now) for one, strip in strips.items()}
    own = len(request.person.organisations) > 1
    return {
        "lines": [Line(line, views.get(line.id)) for line in page.lines],
        "next": "" if page.next_before is None else str(page.next_before),
        "turned": "after" in request.GET,
        "status": wanted.status,
        "query": request.GET.urlencode(),
        "wanted": wanted,
        "severities": levels_in_use(organisation_ids=request.person.organisations, now=request.now),
        "filtered": any((wanted.organisation_id, wanted.requester_id, wanted.product_id, wanted.severity)),
        "products": products(retired=True),
        "organisations": organisation_choices(actor=request.person) if own else (),
    }
