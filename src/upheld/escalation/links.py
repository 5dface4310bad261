"""Links in mails."""

from __future__ import annotations

from django.conf import settings

# Not reversed: the worker would have to load every view to resolve two URLs. A test compares them with the URLconf.
STAFF, CUSTOMER = "/console/tickets/{}", "/portal/tickets/{}"


def ticket_link(ticket_id: int, *, staff: bool) -> str:
    """Return the ticket's URL: in the console for staff, in the portal for customers."""
    return settings.BASE_URL + (STAFF if staff else CUSTOMER).format(ticket_id)
