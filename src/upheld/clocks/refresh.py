"""Assesses tickets as of an instant and writes the rows that have changed.

The number of statements does not depend on the number of tickets: one per table.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.db import DataError, IntegrityError, transaction

from upheld.clocks import announce, queue_rows
from upheld.clocks.parts import store
from upheld.clocks.parts.fold import TYPES, WITH_TEXTS, PartSource, announced
from upheld.clocks.parts.fold import parts as rows_of_parts
from upheld.clocks.rows import ClockRow, clocks_of, forget_clocks, write
from upheld.clocks.snapshot import PartsOfTicket, TicketSnapshot
from upheld.contracts.queries import UnreadableVersion
from upheld.desk import evidence
from upheld.desk.evidence import NOTHING_DECODED, DecodedFacts, TicketRecord
from upheld.desk.models import Ticket
from upheld.desk.settling import AssessedTicket, DerivedState, tickets_to_assess, write_derived_states
from upheld.desk.terms import terms_for_version
from upheld.operations import bus
from upheld.operations.errors import Damaged
from upheld.sla import Assessment, Fact, Mark, Reading, outlook
from upheld.sla import CannotAssess as TooMuchToAssess

log = logging.getLogger(__name__)
DAMAGED = (LookupError, ValueError, TypeError, RecursionError)
"""Errors that reading a damaged ticket raises."""
READING_FIELDS = (
    "severity",
    "state",
    "outcome",
    "provisional",
    "excluded",
    "started_at",
    "due_at",
    "stopped_at",
    "decided_at",
    "allowance",
    "counted",
    "remaining",
    "overdue",
)
_values_of = attrgetter(*READING_FIELDS, "next_transition_at", "passed")


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A ticket that was filed in this transaction, so that nothing of it has to be loaded."""

    ticket: AssessedTicket
    facts: list[Fact]


def refresh(
    as_of: Mapping[int, datetime],
    new_tickets: Sequence[NewTicket] = (),
    decoded: DecodedFacts = NOTHING_DECODED,
    damaged: Callable[[CannotAssess], None] | None = None,
) -> list[TicketSnapshot]:
    """Assess these tickets, each as of its instant, and write clocks, queue, parts and states.

    The accounts of the tickets are locked by the caller. What time has done (a mark passed, a clock
    decided) is published and so reaches the ledger and the escalation in the same transaction. Returns the snapshots.
    ``decoded`` are facts that the transaction has read already. Raises ``CannotAssess`` for the first ticket that is
    damaged, or calls ``damaged`` for each and leaves it as it is.
    """
    snapshots = [
        *_snapshots(as_of.keys() - {new.ticket.id for new in new_tickets}, as_of, damaged or _raise, decoded),
        *_snapshots_of_new(new_tickets, as_of),
    ]
    write([clock for snapshot in snapshots for clock in rows_of(snapshot)], queue_rows.of_open(snapshots))
    forget_clocks([clock for snapshot in snapshots for clock in obsolete_clocks(snapshot)])
    queue_rows.forget_ended(snapshots)
    store.write_changed([row for snapshot in snapshots for row in snapshot.parts.rows])
    write_derived_states([derived for snapshot in snapshots if (derived := derived_state(snapshot)) is not None])
    events = announce.events(snapshots)
    if events:
        bus.publish(*events)
    return snapshots


class CannotAssess(Damaged):
    """The entries or the contract version of a ticket are damaged, or it has more readings than can be listed."""

    def __init__(self, ticket_id: int, error: Exception) -> None:
        if isinstance(error, TooMuchToAssess):
            super().__init__(error.code, number=ticket_id, **error.params)
        else:
            super().__init__("ticket", number=ticket_id)
        self.ticket_id = ticket_id


def load(
    ticket_ids: Collection[int], as_of: Mapping[int, datetime], decoded: DecodedFacts = NOTHING_DECODED
) -> list[TicketSnapshot]:
    """Read tickets, their entries and their clocks (three statements, or none for none), and assess.

    Raises ``CannotAssess`` for the first ticket that is damaged.
    """
    return list(_snapshots(ticket_ids, as_of, _raise, decoded))


def _raise(error: CannotAssess) -> None:
    raise error


def _snapshots(
    ticket_ids: Collection[int],
    as_of: Mapping[int, datetime] | None,
    damaged: Callable[[CannotAssess], None],
    decoded: DecodedFacts = NOTHING_DECODED,
) -> Iterator[TicketSnapshot]:
    if not ticket_ids:
        return
    records = evidence.records_of_tickets(ticket_ids, types=TYPES, with_texts=WITH_TEXTS, decoded=decoded)
    before = clocks_of(ticket_ids)
    for ticket in tickets_to_assess(ticket_ids):
        try:
            record, clocks = records[ticket.id], before.get(ticket.id, {})
            at = _last_assessed(record, clocks) if as_of is None else as_of[ticket.id]
            yield _snapshot(ticket, record, at, clocks)
        except (*DAMAGED, UnreadableVersion, TooMuchToAssess) as error:
            problem = CannotAssess(ticket.id, error)
            problem.__cause__ = error
            damaged(problem)


def rewrite_parts(ticket_ids: Collection[int]) -> None:
    """Write the parts of tickets anew as of their last assessment, without texts that were erased. No clock changes.

    Those of a damaged ticket are removed, because they could hold such a text; they come back by a rebuild once the
    damage is repaired.
    """
    damaged: list[CannotAssess] = []
    snapshots = snapshots_as_stored(ticket_ids, damaged.append)
    removed = [*(error.ticket_id for error in damaged), *_write_parts(snapshots)]
    if removed:
        log.error("the parts of tickets %s are removed until they are rebuilt", removed)
        store.remove_others((), removed)


def _write_parts(snapshots: Sequence[TicketSnapshot]) -> list[int]:
    """Write the parts of tickets, all together or one by one. Returns those that the database refuses."""
    try:
        with transaction.atomic():
            store.write_changed([row for snapshot in snapshots for row in snapshot.parts.rows])
    except (IntegrityError, DataError):
        if len(snapshots) > 1:
            return [ticket_id for snapshot in snapshots for ticket_id in _write_parts([snapshot])]
        log.exception("the database refuses the parts of ticket %s", snapshots[0].ticket.id)
        return [snapshots[0].ticket.id]
    return []


def snapshots_as_stored(ticket_ids: Collection[int], damaged: Callable[[CannotAssess], None]) -> list[TicketSnapshot]:
    """Assess tickets as of the instants at which they were last assessed, so that time causes no differences.

    ``damaged`` is called for each ticket that cannot be assessed; such tickets are left out.
    """
    return list(_snapshots(ticket_ids, None, damaged))


def _last_assessed(record: TicketRecord, clocks: Mapping[tuple[str, int], ClockRow]) -> datetime:
    """When a ticket was last assessed: at its last fact, or when time moved one of its clocks later."""
    return max([record.facts[-1].at, *(clock.assessed_at for clock in clocks.values())])


def _snapshots_of_new(new_tickets: Sequence[NewTicket], as_of: Mapping[int, datetime]) -> list[TicketSnapshot]:
    return [_snapshot(new.ticket, TicketRecord(new.facts, []), as_of[new.ticket.id], {}) for new in new_tickets]


def _snapshot(
    ticket: AssessedTicket, record: TicketRecord, as_of: datetime, before: Mapping[tuple[str, int], ClockRow]
) -> TicketSnapshot:
    terms = terms_for_version(ticket.contract_version_id)
    view = outlook(terms, record.facts, as_of)
    marks: dict[tuple[str, int], list[Mark]] = defaultdict(list)
    for mark in view.marks:
        marks[mark.objective, mark.cycle].append(mark)
    source = PartSource(ticket.organisation_id, ticket.id, record.entries, view.assessment)
    parts = PartsOfTicket(tuple(rows_of_parts(source)), announced(source))
    return TicketSnapshot(ticket, as_of, view, _state(view.assessment), before, marks, parts)


def rows_of(snapshot: TicketSnapshot) -> list[ClockRow]:
    """The clock rows that differ from what is stored."""
    rows = (_row(snapshot, reading) for reading in snapshot.outlook.assessment.readings)
    return [row for row in rows if row is not None]


def obsolete_clocks(snapshot: TicketSnapshot) -> list[ClockRow]:
    """Return clock rows to delete because a ruling removed the severity that created them."""
    keys = {(reading.objective, reading.cycle) for reading in snapshot.outlook.assessment.readings}
    return [clock for key, clock in snapshot.before.items() if key not in keys]


def _row(snapshot: TicketSnapshot, reading: Reading) -> ClockRow | None:
    key = (reading.objective, reading.cycle)
    old = snapshot.before.get(key)
    row = ClockRow(
        organisation_id=snapshot.ticket.organisation_id,
        ticket_id=snapshot.ticket.id,
        objective=reading.objective,
        cycle=reading.cycle,
        severity=reading.severity or "",
        state=reading.state,
        outcome=reading.outcome or "",
        provisional=reading.provisional,
        excluded=reading.excluded,
        started_at=reading.started_at,
        due_at=reading.due_at,
        stopped_at=reading.stopped_at,
        decided_at=reading.decided_at,
        allowance=reading.allowance,
        counted=reading.counted,
        remaining=reading.remaining,
        overdue=reading.overdue,
        assessed_at=snapshot.as_of,
        next_transition_at=_wakes_at(snapshot, key),
        passed=sorted({*(old.passed if old else ()), *announce.passed_keys(snapshot, reading)}),
    )
    return None if old is not None and _values_of(old) == _values_of(row) else row


def _wakes_at(snapshot: TicketSnapshot, key: tuple[str, int]) -> datetime | None:
    """Return when to assess the clock again. The ticket's first clock also waits for automatic acceptance."""
    first = snapshot.outlook.assessment.readings[0]
    silence = snapshot.outlook.silence_at if key == (first.objective, first.cycle) else None
    return min((at for at in (snapshot.outlook.wakes_at.get(key), silence) if at is not None), default=None)


def derived_state(snapshot: TicketSnapshot) -> DerivedState | None:
    """Return the changes to write back to the ticket; None if there are none."""
    ticket, state = snapshot.ticket, snapshot.state
    severity = snapshot.outlook.assessment.severity or ticket.severity
    closed_at = (ticket.closed_at or _ended_at(snapshot)) if state in Ticket.CLOSED else None
    if (ticket.state, ticket.severity, ticket.closed_at) == (state, severity, closed_at):
        return None
    return DerivedState(ticket_id=ticket.id, state=state, severity=severity, closed_at=closed_at)


def _ended_at(snapshot: TicketSnapshot) -> datetime:
    """When the ticket ended. Automatic acceptance has an instant of its own, however late it is noticed."""
    return snapshot.outlook.assessment.resolved_at or snapshot.as_of


def _state(assessment: Assessment) -> str:
    """Return the state of the ticket that follows from its assessment."""
    if assessment.cancelled:
        return Ticket.State.CANCELLED
    if assessment.resolved:
        return Ticket.State.RESOLVED
    if assessment.waiting:
        return Ticket.State.WAITING
    if any(delivery.state == "undecided" for delivery in assessment.deliveries):
        return Ticket.State.DELIVERED
    if assessment.restored:
        return Ticket.State.RESTORED
    return Ticket.State.OPEN
