"""Outlook: what will happen to each clock if nobody does anything.

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

from upheld.sla.assessment import Assessment, Judged, judge, summarise
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
    """What every clock shows at ``as_of``, and what comes next without new facts."""
    judged = judge(terms, facts, as_of)
    marks: list[Mark] = []
    next_at: dict[tuple[str, int], datetime | None] = {}
    wakes_at: dict[tuple[str, int], datetime | None] = {}
    for clock in judged.clocks:
        own = list(_marks(terms, judged, clock))
        marks += (one.public(clock) for one in own)
        name = clock.promise.objective, clock.cycle
        wakes = _wakes(judged, clock, own)
        wakes_at[name] = None if wakes is None else moment(wakes)
        upcoming = _next(judged, clock, wakes)
        next_at[name] = None if upcoming is None else moment(upcoming)
    silence = judged.history.next_silence
    return Outlook(summarise(judged), tuple(marks), next_at, wakes_at, None if silence >= LAST else moment(silence + 1))


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


def _marks(terms: Terms, judged: Judged, clock: Clock) -> Iterator[_Mark]:
    target = clock.promise.targets[clock.level]
    for share in target.warn_at if target is not None else ():
        yield _share(judged, clock, "warn", None, share)
    severity = judged.bench.plan.ids[clock.level]
    for step in terms.escalation:
        if step.concerns(clock.promise.objective, severity):
            yield (
                _breach(terms, judged, clock, step)
                if step.at == "breach"
                else _share(judged, clock, "escalate", step.index, step.at)
            )


def _share(judged: Judged, clock: Clock, kind: Literal["warn", "escalate"], step: int | None, share: Fraction) -> _Mark:
    at = None if clock.way is None else mark(judged.bench.plan.rule, clock.way, clock.due, share)
    # Only a missed update cycle ends at its deadline with the whole allowance used.
    passed = at is not None and (at < clock.end or (clock.ending is Ending.DEADLINE and at == clock.end))
    hidden = not passed and (clock.paused or clock.ending is Ending.CANCELLATION)
    return _Mark(kind, step, share, None if hidden else at, passed)


def _breach(terms: Terms, judged: Judged, clock: Clock, step: EscalationStep) -> _Mark:
    at = clock.due.at
    if at is None or (not clock.missed and (clock.paused or clock.ending is Ending.CANCELLATION)):
        return _Mark("escalate", step.index, None, None, False)
    if step.after is None:
        return _Mark("escalate", step.index, None, at, clock.missed)
    late = terms.calendar(step.calendar).hours.after(at, span_micros(step.after.length))
    passed = clock.missed and late is not None and late < _chased_until(judged, clock)
    return _Mark("escalate", step.index, None, late, passed)


def _chased_until(judged: Judged, clock: Clock) -> int:
    """Until when a missed clock is chased: its end, or the update that a missed cycle was waiting for."""
    if clock.ending is not Ending.DEADLINE:
        return clock.end
    later = (at for at, kind in judged.history.beats if at >= clock.end and kind in ("update", "end"))
    return min(later, default=judged.bench.as_of)


def _wakes(judged: Judged, clock: Clock, marks: list[_Mark]) -> int | None:
    now, ending = judged.bench.as_of, clock.ending
    chased = ending is Ending.NOW or (ending is Ending.DEADLINE and _chased_until(judged, clock) == now)
    limits = [one.at for one in marks if chased and not one.passed and one.at is not None]
    if ending is Ending.NOW and not clock.paused and not clock.missed and clock.due.at is not None:
        limits.append(clock.due.at)
    if not clock.over and clock.promise.objective != "response" and judged.history.next_silence != NEVER:
        limits.append(judged.history.next_silence)
    found = [limit + 1 for limit in limits if now <= limit < LAST]
    if ending is Ending.NOW:
        found += _boundaries(judged, clock)
    return min(found, default=None)


def _next(judged: Judged, clock: Clock, wakes: int | None) -> int | None:
    found = [] if wakes is None else [wakes]
    if clock.ending is Ending.NOW:
        found += _opening(judged, clock, judged.bench.as_of + FARTHEST if wakes is None else wakes)
    return min(found, default=None)


def _boundaries(judged: Judged, clock: Clock) -> Iterator[int]:
    """Beginnings and ends of absences that are known ahead."""
    history, objective = judged.history, clock.promise.objective
    present = history.rounds[clock.cycle - 1] if objective in ("restoration", "resolution") else None
    for span in left_out(history, objective, present):
        yield from (edge for edge in span if judged.bench.as_of < edge <= LAST)


def _opening(judged: Judged, clock: Clock, until: int) -> Iterator[int]:
    """The next opening or closing of the calendar in force; of no interest while the clock is paused."""
    hours = clock.promise.hours[judged.bench.level_at(judged.bench.as_of)]
    if hours is not None and not clock.paused:
        change = hours.next_change(judged.bench.as_of, until)
        if change is not None:
            yield change
