"""What each severity used of a clock's allowance, where the severity changed (semantics §5)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from upheld.sla.assessment import Evaluation
from upheld.sla.clock.clock import Clock
from upheld.sla.clock.course import Course
from upheld.sla.instant import length
from upheld.sla.terms.model import Rule
from upheld.sla.words import say


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch under one severity.

    ``counted`` is what counted in it, ``share`` what that is of its allowance, and ``left`` the share that earlier
    phases leave of it; ``available`` is that share as time. Shares are empty where the severity lacks the objective.
    """

    severity: str
    counted: timedelta
    allowance: timedelta | None
    share: Fraction | None
    left: Fraction
    available: timedelta | None


@dataclass(frozen=True, slots=True)
class Phases:
    """The phases of a clock in order, empty where its severity never changed.

    ``held`` is the time against which the newest phase is measured, None where there is none; ``setter`` is the
    severity whose allowance sets the deadline.
    """

    rule: Rule
    items: tuple[Phase, ...] = ()
    held: timedelta | None = None
    setter: str = ""

    def lines(self, lang: str, write: Callable[[timedelta], str]) -> list[str]:
        """A sentence for each phase: what it used, and what that leaves to the newest one."""
        if not self.items:
            return []
        earlier = (self._earlier(phase, lang, write) for phase in self.items[:-1])
        return [*earlier, self._last(self.items[-1], lang, write)]

    def _earlier(self, phase: Phase, lang: str, write: Callable[[timedelta], str]) -> str:
        if phase.allowance is None or phase.share is None:
            return say("phase_none", {"severity": phase.severity}, lang)
        params = {"severity": phase.severity, "counted": write(phase.counted), "allowance": write(phase.allowance)}
        if self.rule == "carry":
            return say("phase_used", params | {"share": _percent(phase.share)}, lang)
        return say("phase_counted", params, lang)

    def _last(self, phase: Phase, lang: str, write: Callable[[timedelta], str]) -> str:
        if phase.allowance is None or phase.available is None:
            return say("phase_none", {"severity": phase.severity}, lang)
        params = {"severity": phase.severity, "allowance": write(phase.allowance)}
        if self.rule == "carry":
            params |= {"share": _percent(phase.left), "available": write(phase.available)}
            return say("phase_left", params, lang)
        if self.rule == "restart" and self.setter not in ("", phase.severity):
            return say("phase_inherited", params | {"other": self.setter}, lang)
        return say(f"phase_{self.rule}", params, lang)


def phases_of(evaluation: Evaluation, clock: Clock) -> Phases:
    """The phases of an evaluated clock up to its end."""
    rule = evaluation.context.plan.rule
    course = clock.course
    if course is None:
        return Phases(rule)
    changes = [phase for phase in course.phases if phase[0] < clock.end]
    if len(changes) < 2:
        return Phases(rule)
    ids, amounts = evaluation.context.plan.ids, course.promise.amounts
    ends = [*(since for since, _ in changes[1:]), clock.end]
    items, left = [], Fraction(1)
    for (since, level), end in zip(changes, ends, strict=True):
        items.append(phase := _phase(course, ids[level], level, since, end, left))
        left = max(Fraction(0), left - (phase.share or 0))
    level = changes[-1][1]
    held = items[-1].available
    if rule != "carry" and amounts[level]:
        held = length(amounts[clock.due.level if clock.due.level >= 0 else level])
    return Phases(rule, tuple(items), held, ids[clock.due.level] if clock.due.level >= 0 else "")


def _phase(course: Course, severity: str, level: int, since: int, end: int, left: Fraction) -> Phase:
    amount, counted = course.promise.amounts[level], course.counted(since, end)
    if not amount:
        return Phase(severity, length(counted), None, None, left, None)
    return Phase(
        severity, length(counted), length(amount), Fraction(counted, amount), left, length(round(left * amount))
    )


def _percent(share: Fraction) -> str:
    return f"{float(share):.0%}"
