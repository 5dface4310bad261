"""Where a mail sends its reader."""

from __future__ import annotations

from django.conf import settings

# Written out, not looked up: the worker would load every page of the product to find two addresses. A test compares.
STAFF, CUSTOMER = "/console/tickets/{}", "/portal/tickets/{}"


def ticket_link(ticket_id: int, *, staff: bool) -> str:
    """The ticket's page: the console's for the vendor's people, the portal's for the customer's."""
    return settings.BASE_URL + (STAFF if staff else CUSTOMER).format(ticket_id)
