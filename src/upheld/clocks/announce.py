"""What an assessment has to announce that was not announced before: each thing once, with its true instant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from upheld.clocks.case import Case
from upheld.clocks.events import AcceptedBySilence, ClockAtRisk, ClockDecided, ClockEvent, EscalationReached
from upheld.contracts.queries import reference_of
from upheld.desk.models import Delivery
from upheld.desk.operations.act import Envelope
from upheld.sla import Mark, Reading


def passed_keys(case: Case, reading: Reading) -> list[str]:
    """The keys of this clock's marks that lie behind."""
    return [key_of(mark) for mark in marks_of(case, reading) if mark.passed]


def marks_of(case: Case, reading: Reading) -> list[Mark]:
    """The warning marks and escalation steps of a clock."""
    return case.marks.get((reading.objective, reading.cycle), [])


def key_of(mark: Mark) -> str:
    """What makes a mark of a clock unique."""
    return f"step:{mark.step}" if mark.kind == "escalate" else f"warn:{mark.share}"


def events(cases: Sequence[Case]) -> list[ClockEvent | AcceptedBySilence]:
    """Everything new in some cases; of each ticket in the order of the instants at which it was so."""
    found: list[ClockEvent | AcceptedBySilence] = list(_silences(cases))
    for case in cases:
        found += [*_marks(case), *_decisions(case)]
    return sorted(found, key=lambda event: (event.ticket_id, event.crossed_at))


def _envelope(case: Case) -> Envelope:
    return Envelope(
        organisation_id=case.ticket.organisation_id,
        ticket_id=case.ticket.id,
        actor_kind="system",
        actor_id=0,
        at=case.as_of,
        contract=reference_of(case.ticket.contract_version_id),
    )


def _marks(case: Case) -> Iterator[ClockEvent]:
    for reading in case.outlook.assessment.readings:
        old = case.before.get((reading.objective, reading.cycle))
        known = set(old.passed) if old else set()
        for mark in marks_of(case, reading):
            if mark.passed and key_of(mark) not in known:
                yield _mark(case, mark)


def _mark(case: Case, mark: Mark) -> ClockEvent:
    envelope = _envelope(case)
    crossed_at: datetime = mark.at or case.as_of
    if mark.kind == "escalate" and mark.step is not None:
        return EscalationReached(
            **envelope, objective=mark.objective, cycle=mark.cycle, crossed_at=crossed_at, step=mark.step
        )
    return ClockAtRisk(
        **envelope, objective=mark.objective, cycle=mark.cycle, crossed_at=crossed_at, share=str(mark.share)
    )


def _decisions(case: Case) -> Iterator[ClockDecided]:
    for reading in case.outlook.assessment.readings:
        old = case.before.get((reading.objective, reading.cycle))
        known = (old.outcome, old.decided_at, old.provisional, old.excluded) if old else ("", None, False, False)
        fresh = (reading.outcome or "", reading.decided_at, reading.provisional, reading.excluded)
        if fresh != known and (fresh[0] or known[0]):
            yield _decided(case, reading)


def _decided(case: Case, reading: Reading) -> ClockDecided:
    return ClockDecided(
        **_envelope(case),
        objective=reading.objective,
        cycle=reading.cycle,
        crossed_at=reading.decided_at or case.as_of,
        severity=reading.severity or "",
        outcome=reading.outcome or "undecided",
        provisional=reading.provisional,
        excluded=reading.excluded,
        due_at=reading.due_at,
    )


def _silences(cases: Sequence[Case]) -> Iterator[AcceptedBySilence]:
    """Deliveries that time has decided: one statement for all of them, another for each one new."""
    decided = {
        int(delivery.id): (case, delivery)
        for case in cases
        for delivery in case.outlook.assessment.deliveries
        if delivery.by_silence or delivery.state == "settled"
    }
    if not decided:
        return
    for row in Delivery.objects.filter(pk__in=decided, state=Delivery.State.UNDECIDED).order_by("pk"):
        case, one = decided[row.pk]
        at = one.decided_at or case.as_of
        row.state = Delivery.State.ACCEPTED if one.by_silence else Delivery.State.SETTLED
        row.decided_at, row.decided_by_silence = at, one.by_silence
        row.save(update_fields=["state", "decided_at", "decided_by_silence"])
        if one.by_silence:
            yield AcceptedBySilence(**_envelope(case), delivery_id=row.pk, crossed_at=at)
