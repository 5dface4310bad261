"""The clocks' reaction: after every act its ticket is assessed again, in the act's own transaction."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.clocks.refresh import refresh as refresh_tickets
from upheld.common.bus import Event, only
from upheld.ledger.events import OnTicket


def refresh(events: Sequence[Event]) -> None:
    """Assess the tickets that something happened on, each as of its latest event."""
    as_of = {event.ticket_id: event.at for event in sorted(only(events, OnTicket), key=lambda one: one.at)}
    refresh_tickets(as_of)
