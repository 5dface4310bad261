"""A new release of the time zone database: the open deadlines that it moves are found, told and kept (semantics §2).

Stored clocks stand by one release. With another one they are assessed again before anything else happens, so that
nothing moves on the occasion of something else, unseen.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from upheld.clocks import refresh as refreshing
from upheld.clocks.case import Case
from upheld.clocks.events import DeadlineMoved
from upheld.clocks.models import MovedDeadline, ZoneRelease
from upheld.clocks.moved_deadlines import adopted_release
from upheld.clocks.rows import ClockRow
from upheld.contracts.queries import reference_of
from upheld.desk.models import Ticket
from upheld.ledger import operations as ledger
from upheld.operations.bus import operation, publish
from upheld.sla import Reading

log = logging.getLogger(__name__)

BATCH = 500
"""Tickets looked at together, and settled in one transaction where they move."""
UNKNOWN = ""
"""The release where there is no package and the system's database is used: it does not tell when it changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A deadline before and after. ``None``: there was none, or is none."""

    organisation_id: int
    ticket_id: int
    objective: str
    cycle: int
    due_before: datetime | None
    due_at: datetime | None


def adopt_release(*, release: str, now: datetime, batch: int = BATCH) -> Iterator[Move]:
    """Let the clocks of all open tickets stand by this release; yields the open deadlines that it moves.

    A batch is one transaction, and the release is remembered only after the last, when all has been asked for. Broken
    off and begun again, it finds what is left and tells nothing twice. One statement where nothing is new; where the
    release is unknown, clocks are compared each time.
    """
    before = adopted_release()
    if before == release != UNKNOWN:
        return
    for ids in _open_tickets(batch):
        changed = [case.ticket.id for case in _changed(ids)]
        if changed:
            yield from move_deadlines(ticket_ids=changed, before=before or UNKNOWN, release=release, now=now)
    if before != release:
        ZoneRelease.objects.create(version=release, adopted_at=now)


@operation
def move_deadlines(*, ticket_ids: Sequence[int], before: str, release: str, now: datetime) -> list[Move]:
    """Settle these tickets by the installed time zones, and keep, in list and ledger, which open deadlines moved."""
    owners = set(Ticket.objects.filter(pk__in=ticket_ids).values_list("organisation_id", flat=True))
    recorded = ledger.lock_all(organisation_ids=owners, now=now)
    # Compared again under the lock: what others have settled meanwhile has not moved now.
    cases = _changed(ticket_ids)
    told = [(case, move) for case in cases for move in _moves(case)]
    as_of = {case.ticket.id: recorded[case.ticket.organisation_id] for case in cases}
    if told:
        MovedDeadline.objects.bulk_create(
            MovedDeadline(**asdict(move), tzdata_before=before, tzdata=release, found_at=as_of[move.ticket_id])
            for _, move in told
        )
        publish(*(_event(case, move, as_of[move.ticket_id], before, release) for case, move in told))
    refreshing.refresh(as_of)
    return [move for _, move in told]


def _open_tickets(size: int) -> Iterator[list[int]]:
    last = 0
    rows = Ticket.objects.filter(closed_at=None).order_by("pk").values_list("pk", flat=True)
    while ids := list(rows.filter(pk__gt=last)[:size]):
        yield ids
        last = ids[-1]


def _changed(ticket_ids: Sequence[int]) -> list[Case]:
    """Those whose stored clocks are not what an assessment of the same instant gives."""
    cases = refreshing.as_stored(ticket_ids, lambda problem: log.error("%s", problem))
    return [case for case in cases if refreshing.rows_of(case) or refreshing.gone(case)]


def _moves(case: Case) -> Iterator[Move]:
    after: dict[tuple[str, int], Reading] = {
        (reading.objective, reading.cycle): reading for reading in case.outlook.assessment.readings
    }
    for objective, cycle in sorted(case.before.keys() | after.keys()):
        old, new = case.before.get((objective, cycle)), after.get((objective, cycle))
        due_before, due_at = _due(old), _due(new)
        if due_before != due_at and (_undecided(old) or _undecided(new)):
            yield Move(
                organisation_id=case.ticket.organisation_id,
                ticket_id=case.ticket.id,
                objective=objective,
                cycle=cycle,
                due_before=due_before,
                due_at=due_at,
            )


def _due(clock: ClockRow | Reading | None) -> datetime | None:
    return None if clock is None else clock.due_at


def _undecided(clock: ClockRow | Reading | None) -> bool:
    return clock is not None and not clock.outcome


def _event(case: Case, move: Move, at: datetime, before: str, release: str) -> DeadlineMoved:
    return DeadlineMoved(
        **asdict(move),
        actor_kind="system",
        actor_id=0,
        at=at,
        contract=reference_of(case.ticket.contract_version_id),
        crossed_at=at,
        tzdata_before=before,
        tzdata=release,
    )
