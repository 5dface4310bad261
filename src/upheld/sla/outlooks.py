"""Outlook: how each clock will change without new facts.

Marks are the instants at which a share of the allowance is used, or a breach is so and so old: the contract's
warnings and escalation steps. ``next_at`` is the next instant at which anything about a clock changes by itself, so
that one timer per clock is enough. A limit has passed only *after* it (semantics §9): where a limit comes next,
``next_at`` is a microsecond later.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Final, Literal

from upheld.sla.assessment import Assessment, Evaluation, evaluate, summarise
from upheld.sla.clock.absences import left_out
from upheld.sla.clock.clock import Clock, Ending
from upheld.sla.clock.deadline import mark
from upheld.sla.clock.facts import Fact
from upheld.sla.instant import DAY, LAST, NEVER, moment, span_micros
from upheld.sla.terms.model import EscalationStep, Terms

FARTHEST: Final = 400 * DAY
"""How far ahead an opening is looked for when no limit is nearer."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A warning or an escalation step on one clock.

    ``step`` indexes ``terms.escalation``; ``at`` is None while it cannot be said.
    """

    objective: str
    cycle: int
    kind: Literal["warn", "escalate"]
    step: int | None
    share: Fraction | None
    at: datetime | None
    passed: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """The assessment with its marks and, by (objective, cycle), the next change; None where nothing changes by
    itself.

    ``wakes_at`` is ``next_at`` without the openings and closings of calendars: they change what a clock shows, but
    decide nothing, and a timer that rang for them would ring for every open clock at nine in the morning.
    ``silence_at`` is the first instant at which silence will have accepted a delivery.
    """

    assessment: Assessment
    marks: tuple[Mark, ...]
    next_at: Mapping[tuple[str, int], datetime | None]
    wakes_at: Mapping[tuple[str, int], datetime | None]
    silence_at: datetime | None


def outlook(terms: Terms, facts: Iterable[Fact], as_of: datetime) -> Outlook:
    """Return the assessment at ``as_of`` with the marks and the next change of every clock."""
    evaluation = evaluate(terms, facts, as_of)
    marks: list[Mark] = []
    next_at: dict[tuple[str, int], datetime | None] = {}
    wakes_at: dict[tuple[str, int], datetime | None] = {}
    for clock in evaluation.clocks:
        clock_marks = list(_marks(terms, evaluation, clock))
        marks += (mark.public(clock) for mark in clock_marks)
        name = clock.promise.objective, clock.cycle
        wakes = _wakes(evaluation, clock, clock_marks)
        wakes_at[name] = None if wakes is None else moment(wakes)
        upcoming = _next(evaluation, clock, wakes)
        next_at[name] = None if upcoming is None else moment(upcoming)
    silence = evaluation.history.next_silence
    return Outlook(
        summarise(evaluation), tuple(marks), next_at, wakes_at, None if silence >= LAST else moment(silence + 1)
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    kind: Literal["warn", "escalate"]
    step: int | None
    share: Fraction | None
    at: int | None
    passed: bool

    def public(self, clock: Clock) -> Mark:
        at = None if self.at is None else moment(self.at)
        return Mark(clock.promise.objective, clock.cycle, self.kind, self.step, self.share, at, self.passed)


def _marks(terms: Terms, evaluation: Evaluation, clock: Clock) -> Iterator[_Mark]:
    target = clock.promise.targets[clock.level]
    for share in target.warn_at if target is not None else ():
        yield _share(evaluation, clock, "warn", None, share)
    severity = evaluation.context.plan.ids[clock.level]
    for step in terms.escalation:
        if step.concerns(clock.promise.objective, severity):
            yield (
                _breach(terms, evaluation, clock, step)
                if step.at == "breach"
                else _share(evaluation, clock, "escalate", step.index, step.at)
            )


def _share(
    evaluation: Evaluation, clock: Clock, kind: Literal["warn", "escalate"], step: int | None, share: Fraction
) -> _Mark:
    at = None if clock.course is None else mark(evaluation.context.plan.rule, clock.course, clock.due, share)
    # Only a missed update cycle ends at its deadline with the whole allowance used.
    passed = at is not None and (at < clock.end or (clock.ending is Ending.DEADLINE and at == clock.end))
    hidden = not passed and (clock.paused or clock.ending is Ending.CANCELLATION)
    return _Mark(kind, step, share, None if hidden else at, passed)


def _breach(terms: Terms, evaluation: Evaluation, clock: Clock, step: EscalationStep) -> _Mark:
    at = clock.due.at
    if at is None or (not clock.missed and (clock.paused or clock.ending is Ending.CANCELLATION)):
        return _Mark("escalate", step.index, None, None, False)
    if step.after is None:
        return _Mark("escalate", step.index, None, at, clock.missed)
    late = terms.calendar(step.calendar).hours.after(at, span_micros(step.after.length))
    passed = clock.missed and late is not None and late < _escalates_until(evaluation, clock)
    return _Mark("escalate", step.index, None, late, passed)


def _escalates_until(evaluation: Evaluation, clock: Clock) -> int:
    """Return until when a missed clock is escalated: its end, or the next update after a missed cycle."""
    if clock.ending is not Ending.DEADLINE:
        return clock.end
    later = (at for at, kind in evaluation.history.update_events if at >= clock.end and kind in ("update", "end"))
    return min(later, default=evaluation.context.as_of)


def _wakes(evaluation: Evaluation, clock: Clock, marks: list[_Mark]) -> int | None:
    now, ending = evaluation.context.as_of, clock.ending
    escalates = ending is Ending.NOW or (ending is Ending.DEADLINE and _escalates_until(evaluation, clock) == now)
    limits = [mark.at for mark in marks if escalates and not mark.passed and mark.at is not None]
    if ending is Ending.NOW and not clock.paused and not clock.missed and clock.due.at is not None:
        limits.append(clock.due.at)
    if not clock.over and clock.promise.objective != "response" and evaluation.history.next_silence != NEVER:
        limits.append(evaluation.history.next_silence)
    instants = [limit + 1 for limit in limits if now <= limit < LAST]
    if ending is Ending.NOW:
        instants += _boundaries(evaluation, clock)
    return min(instants, default=None)


def _next(evaluation: Evaluation, clock: Clock, wakes: int | None) -> int | None:
    instants = [] if wakes is None else [wakes]
    if clock.ending is Ending.NOW:
        instants += _opening(evaluation, clock, evaluation.context.as_of + FARTHEST if wakes is None else wakes)
    return min(instants, default=None)


def _boundaries(evaluation: Evaluation, clock: Clock) -> Iterator[int]:
    """Beginnings and ends of absences that are known ahead."""
    history, objective = evaluation.history, clock.promise.objective
    present = history.rounds[clock.cycle - 1] if objective in ("restoration", "resolution") else None
    for span in left_out(history, objective, present):
        yield from (edge for edge in span if evaluation.context.as_of < edge <= LAST)


def _opening(evaluation: Evaluation, clock: Clock, until: int) -> Iterator[int]:
    """The next opening or closing of the calendar in force; of no interest while the clock is paused."""
    hours = clock.promise.hours[evaluation.context.level_at(evaluation.context.as_of)]
    if hours is not None and not clock.paused:
        change = hours.next_change(evaluation.context.as_of, until)
        if change is not None:
            yield change
