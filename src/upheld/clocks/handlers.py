"""The clocks' reaction: after every act its ticket is assessed again, in the act's own transaction."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.clocks.refresh import Newborn
from upheld.clocks.refresh import refresh as refresh_tickets
from upheld.desk.events import TicketFiled
from upheld.desk.evidence import fact_of
from upheld.desk.models import Ticket
from upheld.desk.operations.settling import Standing
from upheld.ledger.events import OnTicket
from upheld.operations.bus import Event, only


def refresh(events: Sequence[Event]) -> None:
    """Assess the tickets that something happened on, each as of its latest event."""
    concerned = sorted(only(events, OnTicket), key=lambda event: event.at)
    as_of = {event.ticket_id: event.at for event in concerned}
    refresh_tickets(as_of, _newborn(concerned))


def _newborn(events: Sequence[OnTicket]) -> list[Newborn]:
    """Tickets of which nothing but their filing has been heard yet, and that in this very transaction."""
    more = {event.ticket_id for event in events if not isinstance(event, TicketFiled)}
    return [_filed(event) for event in only(events, TicketFiled) if event.ticket_id not in more]


def _filed(event: TicketFiled) -> Newborn:
    fact = fact_of(event)
    ticket = Standing(
        id=event.ticket_id,
        organisation_id=event.organisation_id,
        contract_version_id=event.contract.version_id if event.contract else None,
        state=Ticket.State.OPEN,
        severity=event.severity,
        group_id=None,
        assignee_id=None,
        closed_at=None,
    )
    return Newborn(ticket, [fact] if fact else [])
