"""The reckoning of a clock: spans between its start and its end, each counted or not, and why (semantics §6).

A clock's time is cut wherever its severity changes, an absence begins or ends, or its calendar opens or shuts. Each
cut has one reason, the strongest that holds: no objective, an exclusion, a wait, testing, a reopening, closed hours;
else it counts. The spans' amounts add up exactly to what the reading shows as counted.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from upheld.sla.assessment import Evaluation, evaluate
from upheld.sla.calendar.calendar import Calendar
from upheld.sla.calendar.closures import Closures
from upheld.sla.calendar.hours import Always
from upheld.sla.clock.absences import Absence, absences
from upheld.sla.clock.clock import Clock
from upheld.sla.clock.facts import Fact
from upheld.sla.clock.severity import level_at
from upheld.sla.instant import NEVER, length, moment, write_instant
from upheld.sla.reading import Reading
from upheld.sla.reckoning.phases import Phases, phases_of
from upheld.sla.reckoning.reasons import same_reason, span_text
from upheld.sla.terms.model import Terms
from upheld.sla.words import say
from upheld.sla.words.say_amount import in_language

_STRENGTH: Final = {"exclusion": 0, "wait": 1, "testing": 2, "reopened": 3}


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open span of a clock's time. ``amount`` is what of it counted; ``allowance`` the one in force, if any."""

    start: datetime
    end: datetime
    counted: bool
    amount: timedelta
    code: str
    params: Mapping[str, str | int]
    severity: str
    allowance: timedelta | None

    def text(self, lang: str = "en") -> str:
        """Why it counts, or does not."""
        return span_text(self.code, self.params, lang)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An accepted exclusion of the whole ticket: its time counts, but the figures leave the ticket out."""

    clause: Mapping[str, str]
    by: str
    at: datetime

    def text(self, lang: str, write: Callable[[datetime], str]) -> str:
        """The clause, who accepted the claim under it, and when; ``write`` writes the instant."""
        return say(f"left_out_{self.by}", {"clause": in_language(self.clause, lang), "at": write(self.at)}, lang)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A reading with the spans that it adds up from.

    ``due_code`` says why a running clock has no deadline, else it is empty; ``left_out`` why the figures leave the
    ticket out.
    """

    reading: Reading
    spans: tuple[Span, ...]
    as_of: datetime
    due_code: str = ""
    phases: Phases = field(default_factory=lambda: Phases("carry"))
    left_out: tuple[LeftOut, ...] = ()

    @property
    def late(self) -> timedelta | None:
        """Elapsed time from a missed deadline to the stop, or to the instant of the assessment."""
        reading = self.reading
        ended = reading.stopped_at or (None if reading.state == "stopped" else self.as_of)
        if reading.outcome != "missed" or reading.due_at is None or ended is None:
            return None
        return ended - reading.due_at

    @property
    def late_outside_hours(self) -> bool:
        """Whether all uncounted time after a missed deadline lies outside service hours."""
        due = self.reading.due_at
        late = (span for span in self.spans if due is not None and span.end > due and not span.counted)
        return all(span.code == "span_closed" for span in late)

    @property
    def progress(self) -> tuple[timedelta, timedelta] | None:
        """The time used, and the time available, at the newest severity. None where its severity never changed."""
        held, remaining = self.phases.held, self.reading.remaining
        if not self.phases.items or held is None or remaining is None or self.reading.outcome == "missed":
            return None
        return max(timedelta(), held - remaining), held

    @property
    def counted(self) -> timedelta:
        """The sum of the spans: what the reading shows as counted."""
        return sum((span.amount for span in self.spans), timedelta())


def explain(
    terms: Terms, facts: Iterable[Fact], as_of: datetime, objective: str, cycle: int | None = None
) -> Reckoning:
    """The reckoning of one clock, the latest cycle if none is named. LookupError if there is no such clock."""
    evaluation = evaluate(terms, facts, as_of)
    for clock in reversed(evaluation.clocks):
        if clock.promise.objective == objective and cycle in (None, clock.cycle):
            return reckoning(terms, evaluation, clock)
    raise LookupError(f"{objective} {cycle or ''}".strip())


def explain_all(terms: Terms, facts: Iterable[Fact], as_of: datetime) -> Iterator[Reckoning]:
    """The reckonings of all clocks, in the order of the readings."""
    evaluation = evaluate(terms, facts, as_of)
    for clock in evaluation.clocks:
        yield reckoning(terms, evaluation, clock)


def reckoning(terms: Terms, evaluation: Evaluation, clock: Clock) -> Reckoning:
    """The reckoning of an evaluated clock."""
    reading = evaluation.reading(clock)
    spans: tuple[Span, ...] = ()
    if clock.course is not None:
        spans = tuple(_join(_spans(terms, evaluation, clock, clock.course.start, clock.end)))
    why = _why_no_deadline(terms, evaluation, clock, reading)
    phases, left_out = phases_of(evaluation, clock), tuple(_left_out(terms, evaluation))
    return Reckoning(reading, spans, moment(evaluation.context.as_of), why, phases, left_out)


def _left_out(terms: Terms, evaluation: Evaluation) -> Iterator[LeftOut]:
    clauses = {exclusion.id: exclusion.clause for exclusion in terms.exclusions}
    for claim in evaluation.history.claims.values():
        if claim.whole_ticket and claim.accepted:
            yield LeftOut(clauses[claim.clause], claim.decider, moment(claim.decided_at[claim.decider]))


def _why_no_deadline(terms: Terms, evaluation: Evaluation, clock: Clock, reading: Reading) -> str:
    if reading.state not in ("running", "closed_hours") or reading.due_at is not None or clock.course is None:
        return ""
    if clock.course.pieces and clock.course.pieces[-1][1] != NEVER:
        return "due_open_exclusion"
    target = clock.promise.targets[evaluation.context.level_at(evaluation.context.as_of)]
    calendar = None if target is None else terms.calendar(target.calendar)
    return "due_past_horizon" if calendar is not None and _horizon(calendar) is not None else "due_never"


def _horizon(calendar: Calendar) -> int | None:
    from upheld.sla.calendar.holidays import resolve

    return None if calendar.holidays is None else resolve(calendar.holidays).horizon


def _spans(terms: Terms, evaluation: Evaluation, clock: Clock, start: int, end: int) -> Iterator[Span]:
    history, objective = evaluation.history, clock.promise.objective
    present = history.rounds[clock.cycle - 1] if objective in ("restoration", "resolution") else None
    absent = sorted(absences(history, objective, present), key=lambda absence: _STRENGTH[absence.reason])
    edges = {start, end}
    edges.update(since for since, _ in evaluation.context.timeline)
    edges.update(edge for absence in absent for edge in (absence.start, absence.end))
    inside = sorted(edge for edge in edges if start <= edge <= end)
    for begin, stop in pairwise(inside):
        reason = next((absence for absence in absent if absence.start <= begin < absence.end), None)
        yield from _cut(terms, evaluation, clock, begin, stop, reason)


def _cut(
    terms: Terms, evaluation: Evaluation, clock: Clock, begin: int, stop: int, absence: Absence | None
) -> Iterator[Span]:
    level = level_at(evaluation.context.timeline, begin)
    target, hours = clock.promise.targets[level], clock.promise.hours[level]
    severity = evaluation.context.plan.ids[level]
    if target is None or hours is None:
        yield _span(begin, stop, 0, "span_no_objective", {"severity": severity}, severity, None)
        return
    allowance = target.within.length
    if absence is not None:
        yield _span(begin, stop, 0, f"span_{absence.reason}", _params(evaluation, absence), severity, allowance)
        return
    params: dict[str, str | int] = {"calendar": target.calendar, "severity": severity}
    calendar = terms.calendar(target.calendar)
    causes = None if isinstance(hours, Always) else Closures(calendar)
    for opens, shuts in hours.spans(begin, stop):
        yield from _closed(begin, opens, calendar, causes, params, allowance)
        special = causes.special(opens) if causes is not None else ""
        counted = {**params, "cause": special} if special else params
        yield _span(opens, shuts, shuts - opens, "span_counted", counted, severity, allowance)
        begin = shuts
    yield from _closed(begin, stop, calendar, causes, params, allowance)


def _closed(
    start: int,
    end: int,
    calendar: Calendar,
    causes: Closures | None,
    params: Mapping[str, str | int],
    allowance: timedelta,
) -> Iterator[Span]:
    """A closed stretch, cut where its cause changes."""
    for closure in causes.of(start, end) if causes is not None else ():
        closed_params: dict[str, str | int] = {**params, "cause": closure.cause}
        if closure.cause == "holiday" and calendar.holidays is not None:
            closed_params |= {"day": closure.day, "country": calendar.holidays.country or ""}
            closed_params |= {"subdivision": calendar.holidays.subdivision or ""}
        yield _span(closure.start, closure.end, 0, "span_closed", closed_params, str(params["severity"]), allowance)


def _params(evaluation: Evaluation, absence: Absence) -> dict[str, str | int]:
    if absence.reason == "exclusion":
        return {"id": absence.ref, "clause": evaluation.history.claims[absence.ref].clause}
    return {"id": absence.ref, "since": write_instant(moment(absence.start))}


def _span(
    start: int,
    end: int,
    amount: int,
    code: str,
    params: Mapping[str, str | int],
    severity: str,
    allowance: timedelta | None,
) -> Span:
    return Span(moment(start), moment(end), amount > 0, length(amount), code, params, severity, allowance)


def _join(spans: Iterable[Span]) -> Iterator[Span]:
    """Neighbours with one reason are one span."""
    current: Span | None = None
    for span in spans:
        if current is not None and current.severity == span.severity and same_reason(current, span):
            current = replace(current, end=span.end, amount=current.amount + span.amount)
            continue
        if current is not None:
            yield current
        current = span
    if current is not None:
        yield current
