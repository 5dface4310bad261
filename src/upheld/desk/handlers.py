"""Event handlers: move open tickets to new calendar editions; remove the texts of erased people."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from upheld.accounts.events import PersonErased
from upheld.contracts.events import EditionPublished
from upheld.desk.events import PersonRedacted
from upheld.desk.models import Attachment, BlobChunk, Draft, Message, Ticket
from upheld.desk.operations import pinning
from upheld.ledger import operations as ledger
from upheld.operations import bus
from upheld.operations.bus import Event, only

ERASED = "[erased · 已删除]"
"""Replaces an erased text."""


def extend_tickets(events: Sequence[Event]) -> None:
    """Moves open tickets to a calendar edition when it is published."""
    for event in only(events, EditionPublished):
        bus.publish(*pinning.extend_open(event))


def forget_people(events: Sequence[Event]) -> None:
    """Remove the texts and files of erased people, and the values behind their entries in the ledger.

    Facts use no erasable field, so clocks and reports do not change. Each affected account gets an entry with the
    number of redacted entries.
    """
    for event in only(events, PersonErased):
        _forget(event)


def _forget(event: PersonErased) -> None:
    person = event.user_id
    tickets = Ticket.objects.filter(Q(requester=person) | Q(messages__author=person)).distinct()
    owners = dict(tickets.values_list("pk", "organisation_id"))
    recorded = ledger.lock_all(organisation_ids=owners.values(), now=event.at)
    for organisation_id, at in recorded.items():
        ticket_ids = [ticket for ticket, owner in owners.items() if owner == organisation_id]
        bus.publish(
            PersonRedacted(
                organisation_id=organisation_id,
                actor_kind="user" if event.by_id else "system",
                actor_id=event.by_id,
                at=at,
                person_id=person,
                entries=ledger.erase_acts(ticket_ids=ticket_ids, actor_id=person),
            )
        )
    _forget_texts(person)


def _forget_texts(person: int) -> None:
    Ticket.objects.filter(requester=person).update(subject=ERASED)
    Message.objects.filter(author=person).update(body=ERASED)
    Draft.objects.filter(user=person).delete()
    files = Attachment.objects.filter(uploaded_by=person)
    BlobChunk.objects.filter(blob__in=files.values("blob")).delete()
    files.update(name=ERASED)
