"""Assesses a ticket again after every act, in the transaction of the act; erases texts of its parts."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.clocks import queue_rows
from upheld.clocks.refresh import CannotAssess, NewTicket
from upheld.clocks.refresh import refresh as refresh_tickets
from upheld.clocks.refresh import rewrite_parts as rewrite
from upheld.desk.events import FactsRead, TextsErased, TicketFiled
from upheld.desk.evidence import fact_of
from upheld.desk.models import Ticket
from upheld.desk.settling import AssessedTicket
from upheld.ledger.events import OnTicket
from upheld.operations.bus import Event, only


def refresh(events: Sequence[Event]) -> None:
    """Assess the tickets of these events, each as of its latest event.

    Only an erasure passes over tickets that cannot be assessed: it is never refused because of them.
    """
    concerned = sorted(only(events, OnTicket), key=lambda event: event.at)
    as_of = {event.ticket_id: event.at for event in concerned}
    decoded = {key: fact for event in only(events, FactsRead) for key, fact in event.decoded.items()}
    damaged: list[CannotAssess] = []
    erases = bool(only(events, TextsErased))
    refresh_tickets(as_of, _new_tickets(concerned), decoded, damaged.append if erases else None)
    if damaged:
        queue_rows.take_off([error.ticket_id for error in damaged])


def rewrite_parts(events: Sequence[Event]) -> None:
    """Write waits, deliveries and cases of tickets anew without the texts that were erased."""
    rewrite([ticket for event in only(events, TextsErased) for ticket in event.acted_on])


def _new_tickets(events: Sequence[OnTicket]) -> list[NewTicket]:
    """Return the tickets that were filed in this transaction and have no other events yet."""
    more = {event.ticket_id for event in events if not isinstance(event, TicketFiled)}
    return [_filed(event) for event in only(events, TicketFiled) if event.ticket_id not in more]


def _filed(event: TicketFiled) -> NewTicket:
    fact = fact_of(event)
    ticket = AssessedTicket(
        id=event.ticket_id,
        organisation_id=event.organisation_id,
        contract_version_id=event.contract.version_id if event.contract else None,
        state=Ticket.State.OPEN,
        severity=event.severity,
        group_id=None,
        assignee_id=None,
        closed_at=None,
    )
    return NewTicket(ticket, [fact] if fact else [])
