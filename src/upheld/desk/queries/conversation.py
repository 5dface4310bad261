"""Pages of a ticket's messages and ledger entries."""

from __future__ import annotations

from upheld.accounts.actor import Actor
from upheld.desk.models import Ticket
from upheld.desk.permissions import may
from upheld.desk.queries import conversation_rows
from upheld.desk.queries.parts import HistoryLine, MessageView
from upheld.operations.paging import Listing


def customer_of(*, ticket_id: int, actor: Actor) -> int | None:
    """Returns the id of a ticket's customer; ``None`` if the actor may not see the ticket. One statement."""
    owner_id = Ticket.objects.filter(pk=ticket_id).values_list("organisation_id", flat=True).first()
    return owner_id if owner_id is not None and actor.sees(owner_id) and may(actor, "view", owner_id) else None


def message_page(
    *, ticket_id: int, actor: Actor, before: int | None = None, limit: int = 50
) -> Listing[MessageView] | None:
    """Returns the newest messages before a message, newest first; ``None`` if the actor may not see the ticket.

    A page of long messages holds fewer than ``limit``. Three statements. The cursor is the id of the last message.
    """
    customer = customer_of(ticket_id=ticket_id, actor=actor)
    if customer is None:
        return None
    internal = may(actor, "view_internal", customer)
    return conversation_rows.newest_messages(ticket_id, internal, attached=True, most=limit, before=before)


def whole_message(*, ticket_id: int, message_id: int, actor: Actor) -> MessageView | None:
    """Returns one message of a ticket whole; ``None`` if there is none that the actor may read."""
    customer = customer_of(ticket_id=ticket_id, actor=actor)
    if customer is None:
        return None
    return conversation_rows.message(ticket_id, message_id, may(actor, "view_internal", customer))


def history_page(
    *, ticket_id: int, actor: Actor, before: int | None = None, limit: int = 50
) -> Listing[HistoryLine] | None:
    """Returns the newest ledger entries before an entry, like `message_page`; the cursor is an index."""
    customer = customer_of(ticket_id=ticket_id, actor=actor)
    if customer is None:
        return None
    internal = may(actor, "view_internal", customer)
    return conversation_rows.newest_history(ticket_id, customer, internal, most=limit, before=before)
