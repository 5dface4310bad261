"""Links tickets of one customer."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.desk.act import begin
from upheld.desk.act_registry import Route, ticket_act
from upheld.desk.errors import NotFound
from upheld.desk.models import Ticket, TicketLink
from upheld.desk.permissions import CORRESPONDENTS


@ticket_act(
    "link",
    roles=CORRESPONDENTS,
    route=Route(tag="Handling", path="links/{other_id}", method="PUT", operation_id="link_tickets"),
)
def link(*, ticket_id: int, other_id: int, by: Actor, now: datetime) -> None:
    """Link two tickets of one customer."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="link")
    other = Ticket.objects.filter(pk=other_id, organisation_id=act.ticket.organisation_id).first()
    if other is None or other.pk == act.ticket.pk:
        raise NotFound("no_such_ticket", field="other", number=other_id)
    TicketLink.objects.get_or_create(
        organisation_id=other.organisation_id, ticket=act.ticket, other=other, kind="related"
    )


@ticket_act(
    "link",
    roles=CORRESPONDENTS,
    route=Route(tag="Handling", path="links/{other_id}", method="DELETE", operation_id="unlink_tickets"),
)
def unlink(*, ticket_id: int, other_id: int, by: Actor, now: datetime) -> None:
    """Remove a link, from either side; the link of a duplicate stays."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="link")
    pairs = TicketLink.objects.filter(kind="related")
    pairs.filter(ticket=act.ticket, other_id=other_id).delete()
    pairs.filter(ticket_id=other_id, other=act.ticket).delete()
