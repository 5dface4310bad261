"""The course of one clock, and the deadline under each rule of reclassification (section 5 of the page)."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from sla.oracle.contract import Contract, Promise
from sla.oracle.spans import Span, counted, reach
from sla.oracle.timeline import Timeline


@dataclass(frozen=True)
class Phase:
    """One severity in force; `end` is None in the last phase."""

    begin: int
    end: int | None
    severity: str
    promise: Promise | None


@dataclass(frozen=True)
class Course:
    """A clock from its start to `end`; `left_out` may go past the end where the deadline is projected."""

    phases: list[Phase]
    end: int
    left_out: list[Span]

    def counted_on(self, promise: Promise, begin: int, end: int | None) -> int:
        """What one calendar counts between two instants of the course."""
        return counted(promise.calendar, begin, self.end if end is None else end, self.left_out)

    def counted_since(self, since: int) -> int:
        """What all phases count from an instant to the end, each on its own calendar."""
        return sum(
            self.counted_on(phase.promise, max(phase.begin, since), phase.end)
            for phase in self.phases
            if phase.promise is not None
        )


@dataclass(frozen=True)
class Due:
    """The deadline (None: none can be named) and what is left at the end of the course."""

    at: int | None
    left: int | Fraction | None


def course(contract: Contract, objective: str, timeline: Timeline, begin: int, end: int, out: list[Span]) -> Course:
    """Cut a clock's life into phases."""
    marks = timeline.phases(begin, end)
    ends = [*(instant for instant, _ in marks[1:]), None]
    phases = [
        Phase(at, stop, severity, contract.promise(severity, objective))
        for (at, severity), stop in zip(marks, ends, strict=True)
    ]
    return Course(phases, end, out)


def due(contract: Contract, run: Course) -> Due:
    """The deadline of a course under the contract's rule."""
    rule = {"carry": _carry, "restart": _restart, "from_filing": _from_filing}[contract.reclassification]
    return rule(contract, run)


def _fixed(at: int | None, phase: Phase) -> bool:
    return at is not None and phase.end is not None and at <= phase.end


def _carry(contract: Contract, run: Course) -> Due:
    used = Fraction(0)
    at: int | None = None
    left: Fraction | None = None
    for phase in run.phases:
        at = left = None
        if phase.promise is None:
            continue
        allowance = phase.promise.allowance
        at = reach(phase.promise.calendar, phase.begin, ceil((1 - used) * allowance), run.left_out)
        if _fixed(at, phase):
            return Due(at, 0)
        used += Fraction(run.counted_on(phase.promise, phase.begin, phase.end), allowance)
        left = max((1 - used) * allowance, Fraction(0))
    return Due(at, left)


def _from_filing(contract: Contract, run: Course) -> Due:
    at: int | None = None
    left: int | None = None
    for number, phase in enumerate(run.phases):
        at = left = None
        if (promise := phase.promise) is None:
            continue
        before = [earlier for earlier in run.phases[:number] if earlier.promise is not None]
        left = promise.allowance - sum(run.counted_on(promise, p.begin, p.end) for p in before)
        at = reach(promise.calendar, phase.begin, left, run.left_out)
        if _fixed(at, phase):
            return Due(at, 0)
        left = max(left - run.counted_on(promise, phase.begin, phase.end), 0)
    return Due(at, left)


@dataclass
class _Allowance:
    """The allowance that sets the deadline, and what is left of it."""

    promise: Promise
    left: int


def _restart(contract: Contract, run: Course) -> Due:
    setter: _Allowance | None = None
    at: int | None = None
    before: str | None = None
    for phase in run.phases:
        at = None
        if phase.promise is not None:
            raised = before is not None and contract.rank(phase.severity) < contract.rank(before)
            setter = _choose(setter, _Allowance(phase.promise, phase.promise.allowance), raised, phase.begin)
            at = reach(setter.promise.calendar, phase.begin, setter.left, run.left_out)
            if _fixed(at, phase):
                return Due(at, 0)
            setter.left -= run.counted_on(setter.promise, phase.begin, phase.end)
        before = phase.severity
    promised = run.phases[-1].promise is not None and setter is not None
    return Due(at, max(setter.left, 0) if promised and setter else None)


def _choose(running: _Allowance | None, fresh: _Allowance, raised: bool, at: int) -> _Allowance:
    """The earlier of both as if no pause were to come: a raise never moves the deadline later."""
    if running is None or not raised:
        return fresh
    running_due = running.promise.calendar.after(at, running.left)
    fresh_due = fresh.promise.calendar.after(at, fresh.left)
    if running_due is not None and (fresh_due is None or running_due < fresh_due):
        return running
    return fresh
