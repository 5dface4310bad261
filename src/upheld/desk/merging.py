"""Merges a ticket into another of the same customer. The clocks of the earlier filing count."""

from __future__ import annotations

from upheld.desk.act import Act
from upheld.desk.errors import CannotAct, NotFound
from upheld.desk.events import TicketMerged
from upheld.desk.models import Ticket, TicketLink


def surviving(act: Act, into_id: int | None) -> Ticket:
    """Returns the earlier, open ticket of the customer that goes on. Raises ``CannotAct``, ``NotFound``."""
    if into_id is None:
        raise CannotAct("no_survivor", field="into")
    into = Ticket.objects.filter(pk=into_id, organisation_id=act.ticket.organisation_id).first()
    if into is None or into.pk == act.ticket.pk:
        raise NotFound("no_such_ticket", field="into", number=into_id)
    if into.filed_at > act.ticket.filed_at:
        raise CannotAct("later_filing", field="into", number=into.pk)
    if into.state in Ticket.CLOSED:
        raise CannotAct("into_closed", field="into", number=into.pk)
    return into


def merge(act: Act, into: Ticket | None) -> None:
    """Records that the ticket continues in another, if it does."""
    if into is None:
        return
    act.ticket.merged_into = into
    act.ticket.save(update_fields=["merged_into"])
    TicketLink.objects.get_or_create(
        organisation_id=into.organisation_id, ticket=into, other=act.ticket, kind="duplicate"
    )
    act.publish(TicketMerged(**act.envelope, into_id=into.pk))
