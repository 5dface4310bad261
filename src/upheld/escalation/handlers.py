"""Escalation's reactions: rows only, in the act's own transaction; twice is once."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.accounts.events import PersonErased
from upheld.clocks.events import EscalationReached
from upheld.desk.events import TicketAssigned, TicketFiled
from upheld.escalation import act_mails, acts, calling_back, notices, planning
from upheld.escalation.audiences import audiences_of, concerned
from upheld.escalation.selection import overtaken, selected
from upheld.ledger.events import OnTicket
from upheld.operations.bus import Event, only
from upheld.outbox.outcome import forget_recipients


def plan(events: Sequence[Event]) -> None:
    """Steps that were reached become notices: whom the contract names, or who stands in for them."""
    reached = only(events, EscalationReached)
    if not reached:
        return
    tickets = concerned(event.ticket_id for event in reached)
    selection = selected(reached, tickets)
    calling_back.stand_down_warnings(overtaken(reached, tickets), now=max(event.at for event in reached))
    audiences = audiences_of(tickets[selected_step.event.ticket_id] for selected_step in selection)
    notices.write(
        [
            notices.Due(selected_step.event, planned, selected_step.run)
            for selected_step in selection
            for planned in planning.plan_all(selected_step.steps, audiences=audiences[selected_step.event.ticket_id])
        ]
    )


def stand_down(events: Sequence[Event]) -> None:
    """What people did may have kept a promise: notices about it that still wait are called back."""
    acted = [event for event in only(events, OnTicket) if not isinstance(event, TicketFiled)]
    if acted:
        calling_back.stand_down(ticket_ids={event.ticket_id for event in acted}, now=max(event.at for event in acted))


def tell_participants(events: Sequence[Event]) -> None:
    """Requester, watchers, assignee and whoever is named get a mail about each act."""
    told = [event for event in events if not _only_the_author_is_there(event)]
    if told:
        act_mails.tell(acts.told(told), only(told, TicketAssigned))


def _only_the_author_is_there(event: Event) -> bool:
    """Nobody watches or handles a ticket that its requester files at this moment: there is nobody to look up."""
    return isinstance(event, TicketFiled) and (event.actor_kind, event.actor_id) == ("user", event.requester_id)


def forget_people(events: Sequence[Event]) -> None:
    """Whoever was erased leaves no address behind; that somebody was told, and when, stays."""
    addresses = [address for event in only(events, PersonErased) for address in event.addresses]
    if addresses:
        notices.forget_addresses(addresses)
        forget_recipients(addresses)
