"""Event handlers: move open tickets to new calendar editions; remove the texts of erased people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from upheld.accounts.actor import SYSTEM
from upheld.accounts.events import PersonErased
from upheld.contracts.events import EditionPublished
from upheld.contracts.queries import UnreadableVersion, reference_of
from upheld.desk import erasing, pinning
from upheld.desk.erasing import ERASED
from upheld.desk.events import PersonRedacted, TextsErased, TicketAssigned, TicketFiled
from upheld.desk.models import Ticket
from upheld.ledger import operations as ledger
from upheld.ledger.events import ContractRef, ticket_of
from upheld.operations import bus
from upheld.operations.bus import Event, only


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
    """Erase a person's texts. Every account is locked (see ``ledger.hold_accounts``), so no act is in flight."""
    _unassign(event)
    requested = dict(Ticket.objects.filter(requester=event.user_id).values_list("pk", "organisation_id"))
    renamed = Ticket.objects.filter(pk__in=requested).exclude(subject=ERASED)
    owners = set(renamed.values_list("organisation_id", flat=True))
    acts = ledger.erase_acts(actor_id=event.user_id)
    # What the vendor filed for the person counts as theirs.
    filed_for = ledger.erase_kind(kind=TicketFiled.kind, ticket_ids=requested)
    entries = Counter([act.organisation_id for act in acts if act.erased] + filed_for)
    for organisation_id, at in ledger.lock_all(organisation_ids=owners | {*entries}, now=event.at).items():
        bus.publish(
            PersonRedacted(
                organisation_id=organisation_id,
                actor_kind="user" if event.by_id else "system",
                actor_id=event.by_id,
                at=at,
                person_id=event.user_id,
                entries=entries[organisation_id],
            )
        )
    erasing.forget_texts(event.user_id)
    subjects = {act.subject for act in acts}
    bus.publish(
        TextsErased(
            person_id=event.user_id,
            ticket_ids=tuple(requested),
            acted_on=tuple(number for subject in sorted(subjects) if (number := ticket_of(subject)) is not None),
            text=ERASED,
        )
    )


def _unassign(event: PersonErased) -> None:
    """Take the person off their open tickets; closed ones keep the number of the person who had them.

    Neither facts nor terms are read, so that a ticket that cannot be read is no exception.
    """
    tickets = Ticket.objects.filter(assignee=event.user_id).exclude(state__in=Ticket.CLOSED)
    columns = ("pk", "organisation_id", "group_id", "contract_version_id")
    rows = list(tickets.order_by("pk").values_list(*columns))
    recorded = ledger.lock_all(organisation_ids={owner for _, owner, *_ in rows}, now=event.at)
    tickets.update(assignee=None)
    for ticket_id, owner, group_id, version_id in rows:
        bus.publish(
            TicketAssigned(
                organisation_id=owner,
                ticket_id=ticket_id,
                actor_kind=SYSTEM.kind,
                actor_id=SYSTEM.id,
                at=recorded[owner],
                contract=_reference(version_id),
                group_id=group_id,
                assignee_id=None,
            )
        )


def _reference(version_id: int | None) -> ContractRef | None:
    try:
        return reference_of(version_id)
    except UnreadableVersion:
        return None
