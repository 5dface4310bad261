"""A single message of a ticket, whole: the page of the ticket shows only the beginning of older long messages."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.console.requests import StaffRequest, staff
from upheld.console.ticket.page import ticket_or_404
from upheld.desk.queries import whole_message
from upheld.operations.errors import NotFound


@require_GET
@staff()
def message(request: StaffRequest, ticket_id: int, message_id: int) -> HttpResponseBase:
    """Show the message."""
    view = ticket_or_404(request, ticket_id)
    whole = whole_message(ticket_id=ticket_id, message_id=message_id, actor=request.actor)
    if whole is None:
        raise NotFound
    return render(request, "console/message.html", {"ticket": view, "message": whole})
