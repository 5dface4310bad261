"""Which calendar edition a ticket stands under: the newest while it is open, the one it ended under once it has ended
(semantics §2: a later edition applies to open tickets).
"""

from __future__ import annotations

from collections.abc import Iterator

from upheld.contracts.events import EditionPublished
from upheld.contracts.queries import editions_of, newest_edition, reference_of
from upheld.desk.events import CalendarExtended
from upheld.desk.models import Ticket


def extend_open(event: EditionPublished) -> Iterator[CalendarExtended]:
    """Bring the open tickets of a version over to its newest edition; the account is locked. Gives what happened."""
    newest, *older = editions_of(contract_id=event.contract_id, number=event.version)
    rows = Ticket.objects.filter(contract_version__in=older, closed_at=None)
    concerned = list(rows.order_by("pk").values_list("pk", flat=True))
    Ticket.objects.filter(pk__in=concerned).update(contract_version=newest)
    for ticket_id in concerned:
        yield CalendarExtended(
            organisation_id=event.organisation_id,
            ticket_id=ticket_id,
            actor_kind=event.actor_kind,
            actor_id=event.actor_id,
            at=event.at,
            contract=reference_of(newest),
            edition=event.edition,
        )


def catch_up(ticket: Ticket) -> None:
    """A ticket that comes back stands under the newest edition, as all open ones do."""
    if ticket.contract_version_id is None:
        return
    newest = newest_edition(ticket.contract_version_id)
    if newest != ticket.contract_version_id:
        ticket.contract_version_id = newest
        ticket.save(update_fields=["contract_version"])
