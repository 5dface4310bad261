"""A message of a ticket, whole, and the messages before it: the page of the ticket shows those in part or not."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.console.requests import StaffRequest, staff
from upheld.console.ticket.page import ticket_or_404
from upheld.desk.queries import message_page, whole_message
from upheld.operations.errors import NotFound
from upheld.operations.paging import Listing


@require_GET
@staff()
def message(request: StaffRequest, ticket_id: int, message_id: int) -> HttpResponseBase:
    """Show the message, and as many of those before it as one page holds."""
    view = ticket_or_404(request, ticket_id)
    whole = whole_message(ticket_id=ticket_id, message_id=message_id, actor=request.actor)
    if whole is None:
        raise NotFound
    before = message_page(ticket_id=ticket_id, actor=request.actor, before=message_id) or Listing(items=())
    # The next page begins with the last message of this one, which always fits.
    context = {"ticket": view, "conversation": (whole, *before.items), "earlier": before.after}
    return render(request, "console/message.html", context)
