"""What was said on a ticket, and what its ledger holds, page by page."""

from __future__ import annotations

from upheld.accounts.actor import Actor
from upheld.desk.models import Ticket
from upheld.desk.permissions import may
from upheld.desk.queries import conversation_rows
from upheld.desk.queries.parts import HistoryLine, MessageView
from upheld.operations.paging import Listing


def customer_of(*, ticket_id: int, actor: Actor) -> int | None:
    """Whose ticket it is; ``None`` where the actor may not see it. One statement."""
    found = Ticket.objects.filter(pk=ticket_id).values_list("organisation_id", flat=True).first()
    return found if found is not None and actor.sees(found) and may(actor, "view", found) else None


def message_page(
    *, ticket_id: int, actor: Actor, before: int | None = None, limit: int = 50
) -> Listing[MessageView] | None:
    """The newest messages before one of them, the newest first; ``None`` where the actor may not see the ticket.

    Three statements. A cursor is the number of the last message shown.
    """
    customer = customer_of(ticket_id=ticket_id, actor=actor)
    if customer is None:
        return None
    internal = may(actor, "view_internal", customer)
    return conversation_rows.newest_messages(ticket_id, internal, attached=True, most=limit, before=before)


def history_page(
    *, ticket_id: int, actor: Actor, before: int | None = None, limit: int = 50
) -> Listing[HistoryLine] | None:
    """The newest entries of a ticket before one of them, as `message_page` does it; a cursor is an index."""
    customer = customer_of(ticket_id=ticket_id, actor=actor)
    if customer is None:
        return None
    internal = may(actor, "view_internal", customer)
    return conversation_rows.newest_history(ticket_id, customer, internal, most=limit, before=before)
