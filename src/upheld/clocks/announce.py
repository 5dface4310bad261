"""Turns an assessment into events. Each event is published once and dated when it happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from upheld.clocks.events import AcceptedBySilence, ClockAtRisk, ClockDecided, ClockEvent, EscalationReached
from upheld.clocks.snapshot import TicketSnapshot
from upheld.contracts.queries import reference_of
from upheld.desk.act import Envelope
from upheld.sla import Mark, Reading


def passed_keys(snapshot: TicketSnapshot, reading: Reading) -> list[str]:
    """Return the keys of the marks that this clock has passed."""
    return [key_of(mark) for mark in marks_of(snapshot, reading) if mark.passed]


def marks_of(snapshot: TicketSnapshot, reading: Reading) -> list[Mark]:
    """The warning marks and escalation steps of a clock."""
    return snapshot.marks.get((reading.objective, reading.cycle), [])


def key_of(mark: Mark) -> str:
    """Return the key of a mark, unique within its clock."""
    return f"step:{mark.step}" if mark.kind == "escalate" else f"warn:{mark.share}"


def events(snapshots: Sequence[TicketSnapshot]) -> list[ClockEvent | AcceptedBySilence]:
    """Return the new events of some tickets, ordered by ticket and by the instant at which they happened."""
    new_events: list[ClockEvent | AcceptedBySilence] = list(_automatic_acceptances(snapshots))
    for snapshot in snapshots:
        new_events += [*_marks(snapshot), *_decisions(snapshot)]
    return sorted(new_events, key=_order)


def _order(event: ClockEvent | AcceptedBySilence) -> tuple[int, datetime, bool]:
    """An escalation that a breach causes comes after the breach, though both are of one instant."""
    return event.ticket_id, event.crossed_at, isinstance(event, EscalationReached)


def _envelope(snapshot: TicketSnapshot) -> Envelope:
    return Envelope(
        organisation_id=snapshot.ticket.organisation_id,
        ticket_id=snapshot.ticket.id,
        actor_kind="system",
        actor_id=0,
        at=snapshot.as_of,
        contract=reference_of(snapshot.ticket.contract_version_id),
    )


def _marks(snapshot: TicketSnapshot) -> Iterator[ClockEvent]:
    for reading in snapshot.outlook.assessment.readings:
        old = snapshot.before.get((reading.objective, reading.cycle))
        old_keys = set(old.passed) if old else set()
        for mark in marks_of(snapshot, reading):
            if mark.passed and key_of(mark) not in old_keys:
                yield _mark(snapshot, mark)


def _mark(snapshot: TicketSnapshot, mark: Mark) -> ClockEvent:
    envelope = _envelope(snapshot)
    crossed_at: datetime = mark.at or snapshot.as_of
    if mark.kind == "escalate" and mark.step is not None:
        return EscalationReached(
            **envelope, objective=mark.objective, cycle=mark.cycle, crossed_at=crossed_at, step=mark.step
        )
    return ClockAtRisk(
        **envelope, objective=mark.objective, cycle=mark.cycle, crossed_at=crossed_at, share=str(mark.share)
    )


def _decisions(snapshot: TicketSnapshot) -> Iterator[ClockDecided]:
    for reading in snapshot.outlook.assessment.readings:
        old = snapshot.before.get((reading.objective, reading.cycle))
        old_values = (old.outcome, old.decided_at, old.provisional, old.excluded) if old else ("", None, False, False)
        new_values = (reading.outcome or "", reading.decided_at, reading.provisional, reading.excluded)
        if new_values != old_values and (new_values[0] or old_values[0]):
            yield _decided(snapshot, reading)


def _decided(snapshot: TicketSnapshot, reading: Reading) -> ClockDecided:
    return ClockDecided(
        **_envelope(snapshot),
        objective=reading.objective,
        cycle=reading.cycle,
        crossed_at=reading.decided_at or snapshot.as_of,
        severity=reading.severity or "",
        outcome=reading.outcome or "undecided",
        provisional=reading.provisional,
        excluded=reading.excluded,
        due_at=reading.due_at,
    )


def _automatic_acceptances(snapshots: Sequence[TicketSnapshot]) -> Iterator[AcceptedBySilence]:
    """Yield automatic acceptances that no entry announces yet."""
    for snapshot in snapshots:
        for delivery in snapshot.outlook.assessment.deliveries:
            if delivery.by_silence and int(delivery.id) not in snapshot.parts.announced:
                at = delivery.decided_at or snapshot.as_of
                yield AcceptedBySilence(**_envelope(snapshot), delivery_id=int(delivery.id), crossed_at=at)
