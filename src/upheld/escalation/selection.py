"""Selects the reached steps that are sent: reads the clocks in one statement, then decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from upheld.clocks.events import EscalationReached
from upheld.database import ask
from upheld.desk.terms import terms_for_version
from upheld.escalation.audiences import EscalatedTicket
from upheld.escalation.update_runs import Cycle, Run, UpdateRuns
from upheld.sla import EscalationStep

UPDATE, MISSED = "update", "missed"
CLOCKS = """
    SELECT ticket_id, objective, cycle, outcome, decided_at, passed FROM clocks_clock
    WHERE ticket_id = ANY(%s) AND (objective = 'update' OR outcome = 'missed')
"""


@dataclass(frozen=True, slots=True)
class SelectedStep:
    """A step to notify about. ``run`` is set if it stands for a run of missed updates.

    ``steps`` are those whose recipients are notified: for a run, all steps that it has reached.
    """

    event: EscalationReached
    steps: tuple[EscalationStep, ...]
    run: Run | None = None


@dataclass(frozen=True, slots=True)
class _Clocks:
    missed_at: Mapping[tuple[str, int], datetime | None]
    updates: UpdateRuns


def select_steps(reached: Sequence[EscalationReached], tickets: Mapping[int, EscalatedTicket]) -> list[SelectedStep]:
    """Drops warnings of promises that are already broken, and sums up runs of missed updates."""
    clocks = _clocks(tickets)
    selections = (_select(event, _steps(tickets[event.ticket_id]), clocks[event.ticket_id]) for event in reached)
    return [selection for selection in selections if selection is not None]


def overtaken_steps(
    reached: Sequence[EscalationReached], tickets: Mapping[int, EscalatedTicket]
) -> Iterator[tuple[int, str, int, int]]:
    """Yield the warning steps of each clock that has reached its breach, as (ticket, objective, cycle, step)."""
    for event in reached:
        steps = _steps(tickets[event.ticket_id])
        if steps[event.step].at == "breach":
            yield from (
                (event.ticket_id, event.objective, event.cycle, step.index) for step in steps if step.at != "breach"
            )


def _select(event: EscalationReached, steps: Sequence[EscalationStep], clocks: _Clocks) -> SelectedStep | None:
    step = steps[event.step]
    missed_at = clocks.missed_at.get((event.objective, event.cycle))
    if step.at != "breach" and missed_at is not None and missed_at <= event.at:
        return None
    if event.objective != UPDATE or event.cycle not in clocks.updates:
        return SelectedStep(event, (step,))
    breach_steps = [candidate.index for candidate in steps if candidate.at == "breach"]
    decision = clocks.updates.verdict(event.cycle, step.index, breach_steps=breach_steps)
    if decision.tell:
        return SelectedStep(event, (step,))
    run = decision.digest
    return (
        None
        if run is None
        else SelectedStep(event, tuple(candidate for candidate in steps if candidate.index in run.steps), run)
    )


def _steps(ticket: EscalatedTicket) -> Sequence[EscalationStep]:
    return terms_for_version(ticket.contract_version_id).escalation


def _clocks(ticket_ids: Iterable[int]) -> dict[int, _Clocks]:
    missed: dict[int, dict[tuple[str, int], datetime | None]] = defaultdict(dict)
    updates: dict[int, dict[int, Cycle]] = defaultdict(dict)
    ids = list(ticket_ids)
    for ticket, objective, cycle, outcome, decided_at, passed in ask(CLOCKS, [ids]):
        missed_at = decided_at if outcome == MISSED else None
        missed[ticket][objective, cycle] = missed_at
        if objective == UPDATE:
            updates[ticket][cycle] = Cycle(missed_at, frozenset(_indexes(passed)))
    return {ticket: _Clocks(missed[ticket], UpdateRuns(updates[ticket])) for ticket in ids}


def _indexes(passed: Iterable[str]) -> Iterable[int]:
    return (int(key.removeprefix("step:")) for key in passed if key.startswith("step:"))
