"""Moves open tickets to the newest calendar edition (semantics §2); an ended ticket keeps its edition.

A late edition can add deadlines that have already passed. It must not revoke what a customer did or was allowed to do:
such a ticket keeps its edition.
"""

from __future__ import annotations

from collections.abc import Iterator

from upheld.contracts.events import EditionPublished
from upheld.contracts.queries import editions_of, newest_edition, reference_of, terms_of
from upheld.desk import evidence
from upheld.desk.act import Act
from upheld.desk.events import CalendarExtended
from upheld.desk.models import Ticket
from upheld.desk.moves import takes_back


def extend_open(event: EditionPublished) -> Iterator[CalendarExtended]:
    """Move the open tickets of a version to its newest edition, and yield an event for each. The account is locked."""
    newest, *older = editions_of(contract_id=event.contract_id, number=event.version)
    rows = Ticket.objects.filter(contract_version__in=older, closed_at=None)
    version_by_ticket = dict(rows.order_by("pk").values_list("pk", "contract_version_id"))
    facts = evidence.facts_of_tickets(version_by_ticket)
    ticket_ids = [
        ticket
        for ticket, version in version_by_ticket.items()
        if ticket in facts and not takes_back(terms_of(version), terms_of(newest), facts[ticket], event.at)
    ]
    Ticket.objects.filter(pk__in=ticket_ids).update(contract_version=newest)
    for ticket_id in ticket_ids:
        yield CalendarExtended(
            organisation_id=event.organisation_id,
            ticket_id=ticket_id,
            actor_kind=event.actor_kind,
            actor_id=event.actor_id,
            at=event.at,
            contract=reference_of(newest),
            edition=event.edition,
        )


def catch_up(act: Act) -> None:
    """Move a reopened ticket to the newest edition, as for all open tickets."""
    version_id = act.ticket.contract_version_id
    newest, edition = (version_id, 0) if version_id is None else newest_edition(version_id)
    if version_id is None or newest is None or version_id == newest:
        return
    if takes_back(terms_of(version_id), terms_of(newest), act.facts, act.at):
        return
    act.ticket.contract_version_id = newest
    act.ticket.save(update_fields=["contract_version"])
    act.publish(CalendarExtended(**act.envelope, edition=edition))
