"""A single message of a ticket, whole: the page of the ticket shows only the beginning of older long messages."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.accounts.audience import customer
from upheld.accounts.request import Request
from upheld.desk.queries import whole_message
from upheld.operations.errors import NotFound
from upheld.portal.ticket.clocks import ticket_or_404


@customer()
@require_GET
def message(request: Request, ticket_id: int, message_id: int) -> HttpResponseBase:
    """Show the message."""
    view = ticket_or_404(request, ticket_id)
    whole = whole_message(ticket_id=ticket_id, message_id=message_id, actor=request.person)
    if whole is None:
        raise NotFound
    return render(request, "portal/message.html", {"ticket": view, "message": whole})
