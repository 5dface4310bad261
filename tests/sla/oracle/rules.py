"""The deadline and what is left under each rule of reclassification (sections 5 and 9 of the page)."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from sla.oracle.contract import Contract, Promise
from sla.oracle.course import Course, Phase
from sla.oracle.spans import Span, reach, until


@dataclass(frozen=True)
class Due:
    """The deadline (None: none can be named) and what is left at the end of the course."""

    at: int | None
    left: int | Fraction | None


def due(contract: Contract, run: Course) -> Due:
    """The deadline of a course under the contract's rule; nothing is left where nothing is promised at its end."""
    found = _RULES[contract.reclassification](contract, run)
    return found if run.promise is not None else Due(found.at, None)


def _fixed(run: Course, at: int | None, phase: Phase) -> bool:
    """A deadline at or before a change stays, unless the clock ended at it."""
    return at is not None and phase.end is not None and at <= phase.end and at != run.stop


def _carry(contract: Contract, run: Course) -> Due:
    used = Fraction(0)
    at: int | None = None
    for phase in run.phases:
        at = None
        if phase.promise is None:
            continue
        allowance = phase.promise.allowance
        at = reach(phase.promise.calendar, phase.begin, ceil((1 - used) * allowance), run.left_out)
        if at is not None and phase.end is not None and at <= phase.end:
            return Due(at, 0)
        used += Fraction(run.counted_in(phase, phase.begin), allowance)
    return Due(at, max((1 - used) * run.promise.allowance, Fraction(0)) if run.promise else None)


def _from_filing(contract: Contract, run: Course) -> Due:
    start, newest = run.phases[0].begin, run.promise
    left = max(newest.allowance - run.counted_on(newest, start), 0) if newest else None
    at: int | None = None
    for phase in run.phases:
        at = None
        if (promise := phase.promise) is not None:
            at = reach(promise.calendar, start, promise.allowance, run.outside())
            at = None if at is None else max(at, phase.begin)
        if _fixed(run, at, phase):
            break
    return Due(at, left)


@dataclass(frozen=True)
class _Held:
    """An allowance that began at a change and may set the deadline."""

    promise: Promise
    since: int

    def due(self, out: list[Span]) -> int | None:
        return reach(self.promise.calendar, self.since, self.promise.allowance, out)


def _restart(contract: Contract, run: Course) -> Due:
    """A raise adds a fresh allowance beside the running ones, of which the earliest holds; a lowering drops those."""
    held: list[_Held] = []
    before: str | None = None
    for phase in run.phases:
        if phase.promise is not None:
            raised = before is not None and contract.rank(phase.severity) < contract.rank(before)
            held = [*(held if raised else []), _Held(phase.promise, phase.begin)]
        before = phase.severity
        at, _ = _earliest(held, run.outside())
        if _fixed(run, at, phase):
            return Due(at, 0)
    at, setter = _earliest(held, run.outside())
    if at is None:
        _, setter = _earliest(held, until(run.outside(), run.end))
    left = max(setter.promise.allowance - run.counted_on(setter.promise, setter.since), 0) if setter else None
    return Due(at if run.promise else None, left)


def _earliest(held: list[_Held], out: list[Span]) -> tuple[int | None, _Held | None]:
    """The earliest deadline and the allowance that sets it; of two at one instant, the older."""
    dues = [(at, allowance) for allowance in held if (at := allowance.due(out)) is not None]
    return min(dues, key=lambda one: one[0], default=(None, None))


_RULES: dict[str, Callable[[Contract, Course], Due]] = {
    "carry": _carry,
    "restart": _restart,
    "from_filing": _from_filing,
}
