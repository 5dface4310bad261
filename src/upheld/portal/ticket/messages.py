"""A message of a ticket, whole, and the messages before it: the page of the ticket shows those in part or not."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.accounts.audience import customer
from upheld.accounts.request import Request
from upheld.desk.queries import message_page, whole_message
from upheld.operations.errors import NotFound
from upheld.operations.paging import Listing
from upheld.portal.ticket.clocks import ticket_or_404


@customer()
@require_GET
def message(request: Request, ticket_id: int, message_id: int) -> HttpResponseBase:
    """Show the message, and as many of those before it as one page holds."""
    view = ticket_or_404(request, ticket_id)
    whole = whole_message(ticket_id=ticket_id, message_id=message_id, actor=request.person)
    if whole is None:
        raise NotFound
    before = message_page(ticket_id=ticket_id, actor=request.person, before=message_id) or Listing(items=())
    # The next page begins with the last message of this one, which always fits.
    context = {"ticket": view, "conversation": (whole, *before.items), "earlier": before.after}
    return render(request, "portal/message.html", context)
