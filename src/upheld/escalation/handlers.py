"""Event handlers of escalation. They only write rows, in the transaction of the event, and are idempotent."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.accounts.events import PersonErased
from upheld.clocks.events import EscalationReached
from upheld.desk.events import TextsErased, TicketAssigned, TicketFiled
from upheld.escalation import act_mails, acts, calling_back, notices, planning
from upheld.escalation.audiences import audiences_of, escalated_tickets
from upheld.escalation.selection import overtaken_steps, select_steps
from upheld.ledger.events import OnTicket
from upheld.operations.bus import Event, only
from upheld.outbox.outcome import forget_contents, forget_recipients, retitle


def create_notices(events: Sequence[Event]) -> None:
    """Create notices for reached steps, to the recipients in the contract or their stand-ins."""
    reached = only(events, EscalationReached)
    if not reached:
        return
    tickets = escalated_tickets(event.ticket_id for event in reached)
    selected_steps = select_steps(reached, tickets)
    calling_back.stand_down_warnings(overtaken_steps(reached, tickets), now=max(event.at for event in reached))
    audiences = audiences_of(tickets[selected.event.ticket_id] for selected in selected_steps)
    notices.write(
        [
            notices.Due(selected.event, recipient, selected.run)
            for selected in selected_steps
            for recipient in planning.recipients_of_steps(selected.steps, audiences=audiences[selected.event.ticket_id])
        ]
    )


def stand_down(events: Sequence[Event]) -> None:
    """Cancel waiting notices about promises that an act may have met."""
    acted = [event for event in only(events, OnTicket) if not isinstance(event, TicketFiled)]
    if acted:
        calling_back.stand_down(ticket_ids={event.ticket_id for event in acted}, now=max(event.at for event in acted))


def tell_participants(events: Sequence[Event]) -> None:
    """Enqueue mails about each act to the requester, followers, assignee and mentioned people."""
    relevant = [event for event in events if not _only_the_author_is_there(event)]
    if relevant:
        act_mails.enqueue_act_mails(acts.act_groups(relevant), only(relevant, TicketAssigned))


def _only_the_author_is_there(event: Event) -> bool:
    """Whether the event is a filing by the requester. Such a ticket has no other participants yet."""
    return isinstance(event, TicketFiled) and (event.actor_kind, event.actor_id) == ("user", event.requester_id)


def forget_people(events: Sequence[Event]) -> None:
    """Remove the addresses of erased people. The notices themselves stay."""
    addresses = [address for event in only(events, PersonErased) for address in event.addresses]
    if addresses:
        notices.forget_addresses(addresses)
        forget_recipients(addresses)


def forget_texts(events: Sequence[Event]) -> None:
    """Remove erased texts from mails: those about the person's acts are emptied and not sent."""
    for event in only(events, TextsErased):
        forget_contents(event.person_id)
        retitle(event.ticket_ids, event.text)
