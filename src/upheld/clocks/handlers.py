"""The clocks' reaction: after every act its ticket is assessed again, in the act's own transaction."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.clocks.refresh import refresh as refresh_tickets
from upheld.common.bus import Event, only
from upheld.desk.events import TicketFiled
from upheld.desk.evidence import fact_of
from upheld.ledger.events import OnTicket
from upheld.sla import Fact


def refresh(events: Sequence[Event]) -> None:
    """Assess the tickets that something happened on, each as of its latest event."""
    concerned = sorted(only(events, OnTicket), key=lambda event: event.at)
    as_of = {event.ticket_id: event.at for event in concerned}
    refresh_tickets(as_of, _newborn(concerned))


def _newborn(events: Sequence[OnTicket]) -> dict[int, list[Fact]]:
    """Tickets of which nothing but their filing has been heard yet, and that in this very transaction."""
    filed = {event.ticket_id: fact_of(event) for event in events if isinstance(event, TicketFiled)}
    more = {event.ticket_id for event in events if not isinstance(event, TicketFiled)}
    return {ticket: [fact] for ticket, fact in filed.items() if fact is not None and ticket not in more}
