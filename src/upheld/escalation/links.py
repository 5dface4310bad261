"""Where a mail sends its reader."""

from __future__ import annotations

from django.conf import settings
from django.urls import NoReverseMatch, reverse


def ticket_link(ticket_id: int, *, staff: bool) -> str:
    """The ticket's page: the console's for the vendor's people, the portal's for the customer's."""
    try:
        path = reverse("console:ticket" if staff else "portal:ticket", args=[ticket_id])
    except NoReverseMatch:
        path = "/"
    return f"{settings.BASE_URL}{path}"
