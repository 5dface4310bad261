"""Advances due clocks, and rebuilds all projections of tickets from the ledger."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import DataError, IntegrityError

from upheld.clocks import refresh as refreshing
from upheld.clocks.models import Clock, Heartbeat
from upheld.clocks.parts import store
from upheld.desk.models import Ticket
from upheld.ledger import operations as ledger
from upheld.operations.bus import operation
from upheld.operations.errors import Damaged

log = logging.getLogger(__name__)

BATCH = 500
"""Clocks settled in one transaction."""


@operation
def advance_due(*, now: datetime, limit: int = BATCH) -> int:
    """Settle up to ``limit`` clocks whose next transition is due. Returns how many there were.

    The cost follows what is due, not what is open. Many workers may sweep side by side: accounts that
    one has locked the others skip. Everything is stamped with its true instant, however late it is noticed.
    """
    due = _due(now, limit)
    if not due:
        return 0
    owners = set(due.values())
    recorded = ledger.lock_free(organisation_ids=owners, now=now)
    if not recorded:
        # Every account is at work just now: wait for one rather than spin.
        recorded = ledger.lock_all(organisation_ids=[min(owners)], now=now)
    mine = _due(now, limit, among=recorded)
    refreshing.refresh({ticket: recorded[owner] for ticket, owner in mine.items()})
    return len(due)


def _due(now: datetime, limit: int, among: Iterable[int] | None = None) -> dict[int, int]:
    """Tickets with a clock that is due, and their organisations.

    Read without locking clock rows: whoever holds an account's lock holds its clocks too, and locks
    taken in two orders would wait for each other.
    """
    rows = Clock.objects.filter(next_transition_at__lte=now).order_by("next_transition_at")
    if among is not None:
        rows = rows.filter(organisation_id__in=list(among))
    return dict(rows.values_list("ticket_id", "organisation_id")[:limit])


def next_transition_at() -> datetime | None:
    """Return when the next clock changes by itself. Until then a worker may sleep."""
    rows = Clock.objects.filter(next_transition_at__isnull=False).order_by("next_transition_at")
    return rows.values_list("next_transition_at", flat=True).first()


DAMAGED = (refreshing.CannotAssess, Damaged, IntegrityError, DataError)
"""Errors of a ticket that cannot be assessed, of a damaged log, or of a damaged row that the database refuses to write
again."""


@operation
def rebuild_batch(*, ticket_ids: list[int], now: datetime) -> int:
    """Rebuild clocks, parts and states of these tickets from the ledger. Returns the number of tickets."""
    owners = dict(Ticket.objects.filter(pk__in=ticket_ids).values_list("pk", "organisation_id"))
    recorded = ledger.lock_all(organisation_ids=owners.values(), now=now)
    snapshots = refreshing.refresh({ticket: recorded[owner] for ticket, owner in owners.items()})
    store.remove_others([row for snapshot in snapshots for row in snapshot.parts.rows], ticket_ids)
    return len(owners)


def rebuild(*, now: datetime, batch: int = BATCH) -> Iterator[int]:
    """Rebuild all clocks, batch by batch. Yields how many tickets are done so far.

    Damaged tickets are logged and left as they are.
    """
    done = 0
    for ids in batches(batch):
        try:
            done += rebuild_batch(ticket_ids=ids, now=now)
        except DAMAGED:
            done += sum(_rebuild_alone(ticket_id, now) for ticket_id in ids)
        yield done


def _rebuild_alone(ticket_id: int, now: datetime) -> int:
    try:
        return rebuild_batch(ticket_ids=[ticket_id], now=now)
    except DAMAGED:
        log.exception("ticket %s is left as it is", ticket_id)
        return 0


def batches(size: int) -> Iterator[list[int]]:
    """The ids of all tickets, in batches."""
    last = 0
    while ids := list(Ticket.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]):
        yield ids
        last = ids[-1]


def beat(*, worker: str, started_at: datetime, now: datetime) -> None:
    """Note that a worker process is alive, until `end_beat`."""
    Heartbeat.objects.update_or_create(worker=worker, defaults={"beat_at": now, "started_at": started_at})


def end_beat(*, worker: str) -> None:
    """Note that a worker process ended as it should."""
    Heartbeat.objects.filter(worker=worker).delete()
