"""Adopts a new release of the time zone database and records the open deadlines that it moves (semantics §2).

Stored clocks are computed with one release. After an upgrade all of them are assessed again before anything else
happens, so that no deadline moves unnoticed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from upheld.clocks import refresh as refreshing
from upheld.clocks.events import DeadlineMoved
from upheld.clocks.models import MovedDeadline, ZoneRelease
from upheld.clocks.moved_deadlines import adopted_release
from upheld.clocks.rows import ClockRow
from upheld.clocks.snapshot import TicketSnapshot
from upheld.contracts.queries import reference_of
from upheld.desk.models import Ticket
from upheld.ledger import operations as ledger
from upheld.operations.bus import operation, publish
from upheld.sla import Reading

log = logging.getLogger(__name__)

BATCH = 500
"""Tickets compared together, and settled in one transaction where a deadline moves."""
UNKNOWN = ""
"""The release if the system's database is used instead of the package. Its changes cannot be detected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A deadline before and after; ``None`` means no deadline."""

    organisation_id: int
    ticket_id: int
    objective: str
    cycle: int
    due_before: datetime | None
    due_at: datetime | None


def adopt_release(*, release: str, now: datetime, batch: int = BATCH) -> Iterator[Move]:
    """Compute the clocks of all open tickets with this release. Yields the open deadlines that it moves.

    Each batch is one transaction. The release is stored after the last batch, so an interrupted run can be repeated: it
    continues with the remaining tickets and records nothing twice. It needs one statement if the release is already
    adopted; if the release is unknown, clocks are compared each time.
    """
    before = adopted_release()
    if before == release != UNKNOWN:
        return
    for ids in _open_tickets(batch):
        changed = [snapshot.ticket.id for snapshot in _changed(ids)]
        if changed:
            yield from move_deadlines(ticket_ids=changed, before=before or UNKNOWN, release=release, now=now)
    if before != release:
        ZoneRelease.objects.create(version=release, adopted_at=now)


@operation
def move_deadlines(*, ticket_ids: Sequence[int], before: str, release: str, now: datetime) -> list[Move]:
    """Settle these tickets with the installed time zones, and record which open deadlines moved."""
    owners = set(Ticket.objects.filter(pk__in=ticket_ids).values_list("organisation_id", flat=True))
    recorded = ledger.lock_whole(organisation_ids=owners, now=now)
    # Compared again under the lock: what others have settled meanwhile has not moved now.
    snapshots = [snapshot for snapshot in _changed(ticket_ids) if snapshot.ticket.organisation_id in recorded]
    moves = [(snapshot, move) for snapshot in snapshots for move in _moves(snapshot)]
    as_of = {snapshot.ticket.id: recorded[snapshot.ticket.organisation_id] for snapshot in snapshots}
    if moves:
        MovedDeadline.objects.bulk_create(
            MovedDeadline(**asdict(move), tzdata_before=before, tzdata=release, found_at=as_of[move.ticket_id])
            for _, move in moves
        )
        publish(*(_event(snapshot, move, as_of[move.ticket_id], before, release) for snapshot, move in moves))
    refreshing.refresh(as_of)
    return [move for _, move in moves]


def _open_tickets(size: int) -> Iterator[list[int]]:
    last = 0
    rows = Ticket.objects.filter(closed_at=None).order_by("pk").values_list("pk", flat=True)
    while ids := list(rows.filter(pk__gt=last)[:size]):
        yield ids
        last = ids[-1]


def _changed(ticket_ids: Sequence[int]) -> list[TicketSnapshot]:
    """Return the tickets whose stored clocks differ from an assessment as of the same instant."""
    snapshots = refreshing.snapshots_as_stored(ticket_ids, lambda problem: log.error("%s", problem))
    return [snapshot for snapshot in snapshots if refreshing.rows_of(snapshot) or refreshing.obsolete_clocks(snapshot)]


def _moves(snapshot: TicketSnapshot) -> Iterator[Move]:
    after: dict[tuple[str, int], Reading] = {
        (reading.objective, reading.cycle): reading for reading in snapshot.outlook.assessment.readings
    }
    for objective, cycle in sorted(snapshot.before.keys() | after.keys()):
        old, new = snapshot.before.get((objective, cycle)), after.get((objective, cycle))
        due_before, due_at = _due(old), _due(new)
        if due_before != due_at and (_undecided(old) or _undecided(new)):
            yield Move(
                organisation_id=snapshot.ticket.organisation_id,
                ticket_id=snapshot.ticket.id,
                objective=objective,
                cycle=cycle,
                due_before=due_before,
                due_at=due_at,
            )


def _due(clock: ClockRow | Reading | None) -> datetime | None:
    return None if clock is None else clock.due_at


def _undecided(clock: ClockRow | Reading | None) -> bool:
    return clock is not None and not clock.outcome


def _event(snapshot: TicketSnapshot, move: Move, at: datetime, before: str, release: str) -> DeadlineMoved:
    return DeadlineMoved(
        **asdict(move),
        actor_kind="system",
        actor_id=0,
        at=at,
        contract=reference_of(snapshot.ticket.contract_version_id),
        crossed_at=at,
        tzdata_before=before,
        tzdata=release,
    )
