"""Which calendar edition a ticket stands under: the newest while it is open, the one it ended under once it has ended
(semantics §2: a later edition applies to open tickets).

An edition that comes late makes limits known that have passed already. What a customer was told they may do, or has
done, is not taken back by that: such a ticket stays with the edition that it has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from upheld.contracts.events import EditionPublished
from upheld.contracts.queries import editions_of, newest_edition, reference_of, terms_of
from upheld.desk import evidence
from upheld.desk.events import CalendarExtended
from upheld.desk.models import Ticket
from upheld.desk.operations.act import Act
from upheld.sla import Fact, assess


def extend_open(event: EditionPublished) -> Iterator[CalendarExtended]:
    """Bring the open tickets of a version over to its newest edition; the account is locked. Gives what happened."""
    newest, *older = editions_of(contract_id=event.contract_id, number=event.version)
    rows = Ticket.objects.filter(contract_version__in=older, closed_at=None)
    pinned = dict(rows.order_by("pk").values_list("pk", "contract_version_id"))
    facts = evidence.facts_of_tickets(pinned)
    over = [
        ticket
        for ticket, own in pinned.items()
        if ticket in facts and not _takes_back(own, newest, facts[ticket], event.at)
    ]
    Ticket.objects.filter(pk__in=over).update(contract_version=newest)
    for ticket_id in over:
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
    """A ticket that has come back goes over to the newest edition, as all open ones do."""
    own = act.ticket.contract_version_id
    newest, edition = (own, 0) if own is None else newest_edition(own)
    if own is None or newest is None or own == newest or _takes_back(own, newest, act.facts, act.at):
        return
    act.ticket.contract_version_id = newest
    act.ticket.save(update_fields=["contract_version"])
    act.publish(CalendarExtended(**act.envelope, edition=edition))


def _takes_back(own: int, newest: int, facts: Sequence[Fact], at: datetime) -> bool:
    """Whether a fact that was admitted would be refused, or a delivery that waits would have been accepted already."""
    before, after = (assess(terms_of(version), facts, at) for version in (own, newest))
    known = [one.fact for one in before.refused]
    silent = {one.id for one in before.deliveries if one.by_silence}
    refused = any(one.fact not in known for one in after.refused)
    return refused or any(one.by_silence and one.id not in silent for one in after.deliveries)
