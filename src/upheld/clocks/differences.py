"""Compares the stored projections of tickets with what the ledger says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter

from upheld.clocks import queue_rows, refresh
from upheld.clocks.operations import BATCH, batches
from upheld.clocks.parts import store
from upheld.clocks.parts.rows import PartRow
from upheld.clocks.rows import QueueEntry, queue_of
from upheld.clocks.snapshot import TicketSnapshot


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a stored row that differs from what the ledger says.

    ``objective`` and ``cycle`` name a clock, or the kind and the id of another row: ``ticket``, ``queue``, ``wait`` …
    """

    ticket_id: int
    objective: str
    cycle: int
    field: str
    stored: str
    assessed: str


def differences(*, batch: int = BATCH) -> Iterator[Difference]:
    """Assess every ticket from its ledger entries and yield the differences to its stored rows.

    Compared are clocks, the ticket's state, its place in the queue, and its parts.
    """
    for ids in batches(batch):
        damaged: list[refresh.CannotAssess] = []
        snapshots = refresh.snapshots_as_stored(ids, damaged.append)
        for snapshot in snapshots:
            yield from _compare_clocks(snapshot)
            yield from _compare_state(snapshot)
        yield from _compare_queue(snapshots)
        yield from _compare_parts(snapshots)
        for problem in damaged:
            yield Difference(problem.ticket_id, "", 0, "assessment", "", str(problem))


def _compare_clocks(snapshot: TicketSnapshot) -> Iterator[Difference]:
    for clock in refresh.obsolete_clocks(snapshot):
        yield Difference(snapshot.ticket.id, clock.objective, clock.cycle, "objective", clock.objective, "None")
    for row in refresh.rows_of(snapshot):
        old = snapshot.before.get((row.objective, row.cycle))
        for name in refresh.READING_FIELDS:
            had = None if old is None else getattr(old, name)
            if had != getattr(row, name):
                yield Difference(snapshot.ticket.id, row.objective, row.cycle, name, str(had), str(getattr(row, name)))


def _compare_state(snapshot: TicketSnapshot) -> Iterator[Difference]:
    derived, ticket = refresh.derived_state(snapshot), snapshot.ticket
    for name in ("state", "severity", "closed_at") if derived else ():
        had, value = getattr(ticket, name), getattr(derived, name)
        if had != value:
            yield Difference(ticket.id, "ticket", ticket.id, name, str(had), str(value))


def _compare_queue(snapshots: Sequence[TicketSnapshot]) -> Iterator[Difference]:
    stored = {row.ticket_id: row for row in queue_of(snapshot.ticket.id for snapshot in snapshots)}
    fresh = {row.ticket_id: row for row in queue_rows.of_open(snapshots)}
    for ticket_id in sorted(stored.keys() | fresh.keys()):
        had, row = stored.get(ticket_id), fresh.get(ticket_id)
        if had is None or row is None:
            yield Difference(ticket_id, "queue", ticket_id, "ticket_id", str(had and ticket_id), str(row and ticket_id))
        else:
            yield from _compare_queue_entries(had, row)


def _compare_queue_entries(had: QueueEntry, row: QueueEntry) -> Iterator[Difference]:
    for name in (field.name for field in fields(QueueEntry)):
        before, value = map(attrgetter(name), (had, row))
        if before != value:
            yield Difference(row.ticket_id, "queue", row.ticket_id, name, str(before), str(value))


def _compare_parts(snapshots: Sequence[TicketSnapshot]) -> Iterator[Difference]:
    stored = {(type(row), row.id): row for row in store.stored_rows(snapshot.ticket.id for snapshot in snapshots)}
    for row in (row for snapshot in snapshots for row in snapshot.parts.rows):
        yield from _compare_part(stored.pop((type(row), row.id), None), row)
    for row in stored.values():
        yield Difference(row.ticket_id, store.name_of(row), row.id, "id", str(row.id), "None")


def _compare_part(before: PartRow | None, row: PartRow) -> Iterator[Difference]:
    for field in fields(row):
        value, had = getattr(row, field.name), getattr(before, field.name, None)
        if value != had:
            yield Difference(row.ticket_id, store.name_of(row), row.id, field.name, str(had), str(value))
