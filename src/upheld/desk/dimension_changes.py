"""Changes of a ticket's dimensions, recorded with the old and the new values.

Reports as of an instant use the values of that instant, so that a later change never alters them unnoticed.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from upheld.accounts.actor import SYSTEM
from upheld.database import ask
from upheld.desk import evidence
from upheld.desk.act import Act, begin
from upheld.desk.entries import TICKET_DIMENSIONS
from upheld.desk.events import TicketDimensionsChanged
from upheld.desk.models import DimensionChange, Ticket
from upheld.operations.bus import operation
from upheld.operations.errors import Damaged

log = logging.getLogger(__name__)
BATCH = 200
DESCRIBED = """
    SELECT DISTINCT substr(subject, 8)::bigint FROM ledger_entry
    WHERE type = 'ticket.described' AND subject LIKE 'ticket/%%' ORDER BY 1
"""


def record(act: Act, before: Mapping[str, str], *, baseline: bool = False) -> None:
    """Record a change of dimensions; the ticket already has its new values, and ``before`` holds the old ones."""
    after = {name: str(getattr(act.ticket, name)) for name in before}
    DimensionChange.objects.bulk_create(
        DimensionChange(
            organisation_id=act.ticket.organisation_id,
            ticket=act.ticket,
            field=name,
            before=before[name],
            after=after[name],
            changed_at=act.at,
        )
        for name in sorted(before)
    )
    act.publish(TicketDimensionsChanged(**act.envelope, before=dict(before), after=after, baseline=baseline))


def add_baselines(*, now: datetime) -> int:
    """Write an entry for each ticket whose row differs from its entries, and return how many were written.

    Earlier versions changed rows without recording the values. Idempotent; reads all tickets ever described.
    """
    described = [pk for (pk,) in ask(DESCRIBED, [])]
    batches = (described[first : first + BATCH] for first in range(0, len(described), BATCH))
    return sum(_try(ticket_id, now) for batch in batches for ticket_id in _unexplained(batch))


def _try(ticket_id: int, now: datetime) -> bool:
    """Skip a damaged ticket, so that it does not block the upgrade of the others."""
    try:
        return _add(ticket_id, now)
    except Damaged:
        log.exception("ticket %s is damaged and stays without a baseline", ticket_id)
        return False


@operation
def _add(ticket_id: int, now: datetime) -> bool:
    """Check again under the lock, because a change made meanwhile has its own entry."""
    act = begin(ticket_id=ticket_id, by=SYSTEM, now=now, act="describe")
    before = _unexplained([ticket_id]).get(ticket_id)
    if before:
        record(act, before, baseline=True)
    return bool(before)


def _unexplained(ticket_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """Returns, by ticket, the values of its entries that differ from its row."""
    recorded = evidence.dimensions_of_tickets(ticket_ids)
    rows = Ticket.objects.filter(pk__in=recorded).values("pk", *TICKET_DIMENSIONS)
    differ = {row["pk"]: _other(recorded[row["pk"]], row) for row in rows}
    return {pk: values for pk, values in differ.items() if values}


def _other(recorded: Mapping[str, str], row: Mapping[str, object]) -> dict[str, str]:
    return {name: recorded.get(name, "") for name in TICKET_DIMENSIONS if recorded.get(name, "") != row[name]}
