"""One clock, read at an instant: the fields of section 6 as section 9 settles them."""

from dataclasses import dataclass
from typing import Any

from sla.oracle.contract import Contract
from sla.oracle.course import Course, phases
from sla.oracle.life import Life
from sla.oracle.rules import Due, due
from sla.oracle.spans import Span, inside, until
from sla.oracle.timeline import Timeline
from sla.oracle.units import seconds, written


@dataclass(frozen=True)
class Lens:
    """What every clock is read through."""

    contract: Contract
    timeline: Timeline
    as_of: int
    excluded: bool


def read(lens: Lens, life: Life) -> dict[str, Any]:
    """The reading of a clock."""
    if life.start is None:
        return _never_started(lens, life)
    return _started(lens, life)


def run_until(lens: Lens, life: Life, end: int, left_out: list[Span], stop: int | None = None) -> Course:
    """The course of a started clock up to an instant."""
    assert life.start is not None
    return Course(phases(lens.contract, life.objective, lens.timeline, life.start, end), end, left_out, stop)


def _started(lens: Lens, life: Life) -> dict[str, Any]:
    still = _first(life.delivered, life.stop, life.cancel)
    end = _first(life.cancel, still, lens.as_of)
    assert end is not None
    run = run_until(lens, life, end, _left_out(life, end), still)
    found = due(lens.contract, run)
    missed = found.at if found.at is not None and found.at < (end if still is None else still) else None
    if missed is not None:
        return _missed(lens, life, run, missed)
    return _undecided(lens, life, run, found) if life.stop is None else _stopped(lens, life, run, found, life.stop)


def _left_out(life: Life, end: int) -> list[Span]:
    """What is left out of a clock; nothing that begins after its end, all that follows an open delivery."""
    if life.delivered is None and life.stop is None and life.cancel is None:
        return life.left_out
    standing: list[Span] = [] if life.delivered is None else [(life.delivered, end)]
    return [*until(life.left_out, end), *standing]


def _first(*instants: int | None) -> int | None:
    return next((instant for instant in instants if instant is not None), None)


def _missed(lens: Lens, life: Life, run: Course, at: int) -> dict[str, Any]:
    return {
        **shape(lens, life, at),
        "state": _state(lens, life),
        "outcome": "missed",
        "started_at": written(life.start),
        "due_at": written(at),
        "stopped_at": written(_first(life.stop, life.cancel)),
        "decided_at": written(at),
        "counted": seconds(run.counted_since(run.phases[0].begin)),
        "remaining": 0,
        "overdue": seconds(run.counted_since(at)),
    }


def _stopped(lens: Lens, life: Life, run: Course, found: Due, stop: int) -> dict[str, Any]:
    promised = run.phases[-1].promise is not None
    return {
        **_undecided(lens, life, run, found),
        "state": "stopped" if promised else "cancelled",
        "outcome": "met" if promised else None,
        "due_at": written(found.at) if promised else None,
        "decided_at": written(stop) if promised else None,
    }


def _undecided(lens: Lens, life: Life, run: Course, found: Due) -> dict[str, Any]:
    state = _state(lens, life, undecided=True)
    return {
        **shape(lens, life, _first(life.stop, life.cancel, life.delivered, lens.as_of) or 0),
        "state": state,
        "outcome": None,
        "started_at": written(life.start),
        "due_at": None if state in ("paused", "cancelled") else written(found.at),
        "stopped_at": written(_first(life.stop, life.cancel)),
        "decided_at": None,
        "counted": seconds(run.counted_since(run.phases[0].begin)),
        "remaining": seconds(found.left),
        "overdue": 0,
    }


def _never_started(lens: Lens, life: Life) -> dict[str, Any]:
    reading = shape(lens, life, lens.as_of if life.cancel is None else life.cancel)
    return {
        **reading,
        "state": "pending" if life.cancel is None else "cancelled",
        "outcome": None,
        "started_at": None,
        "due_at": None,
        "stopped_at": written(life.cancel),
        "decided_at": None,
        "counted": 0,
        "remaining": reading["allowance"],
        "overdue": 0,
    }


def shape(lens: Lens, life: Life, severity_at: int) -> dict[str, Any]:
    """The fields that say which clock this is, under the severity of an instant."""
    severity = lens.timeline.at(severity_at)
    promise = lens.contract.promise(severity, life.objective)
    return {
        "objective": life.objective,
        "cycle": life.cycle,
        "severity": severity,
        "provisional": False,
        "excluded": lens.excluded,
        "allowance": seconds(promise.allowance if promise else None),
    }


def _state(lens: Lens, life: Life, undecided: bool = False) -> str:
    if life.cancel is not None:
        return "cancelled" if undecided else "stopped"
    if life.stop is not None:
        return "stopped"
    if life.delivered is not None:
        return "delivered"
    promise = lens.contract.promise(lens.timeline.at(lens.as_of), life.objective)
    if promise is None or inside(life.left_out, lens.as_of):
        return "paused"
    return "running" if promise.calendar.is_open(lens.as_of) else "closed_hours"
