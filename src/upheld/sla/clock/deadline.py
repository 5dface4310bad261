"""Computes deadlines after changes of severity, by one of three rules (semantics §5, §9).

- ``carry``: the allowance is used up in proportion; the deadline is where the shares of all phases reach 1. No switch
  resets it.
- ``restart``: a fresh allowance from each change. A raise keeps the older deadline if that is earlier; a lowering
  does not.
- ``from_filing``: the newest allowance, counted from the start, but never before the change itself.

Under the last two a deadline at or before a change is fixed: later changes do not touch it. Each rule is a pair:
where the deadline is, and what is left of it at an instant. ``Deadline`` also says which allowance set it, for marks
and reckonings.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Final, NamedTuple

from upheld.sla.clock.course import Course
from upheld.sla.terms.model import Rule


class Deadline(NamedTuple):
    """An instant (None: not reached), and the allowance that sets it: its level, since when it is counted, and the
    change before which it cannot lie.
    """

    at: int | None
    level: int
    since: int
    floor: int


NOWHERE: Final = Deadline(None, -1, 0, 0)


def carried(course: Course, stop: int | None) -> Deadline:
    """Where the shares of all phases reach one."""
    return Deadline(course.reach_shares(course.promise.whole), course.phases[-1][1], course.start, course.start)


def restarted(course: Course, stop: int | None) -> Deadline:
    """The earliest of the allowances that are held: a raise adds one, a lowering leaves only the fresh one."""
    course = course.joined()
    allowances: list[Deadline] = []
    previous = -1
    for since, level in course.phases:
        if allowances:
            running = _earliest(allowances)
            if running.at is not None and running.at <= since and running.at != stop:
                return running
        if course.promise.amounts[level]:
            held = allowances if level < previous else []
            # A fresh allowance of a level that is held already could only end later.
            if all(level != other.level for other in held):
                at = course.reach_on(level, since, course.promise.amounts[level])
                held = [*held, Deadline(at, level, since, since)]
            allowances = held
        previous = level
    return _earliest(allowances) if allowances else NOWHERE


def _earliest(allowances: list[Deadline]) -> Deadline:
    """The allowance that ends first; the first of those that are never used up."""
    best = allowances[0]
    for other in allowances[1:]:
        if other.at is not None and (best.at is None or other.at < best.at):
            best = other
    return best


def counted_from_start(course: Course, stop: int | None) -> Deadline:
    """The newest allowance from the start on, never before the change to it."""
    course = course.joined()
    due, reached = NOWHERE, dict[int, int | None]()
    for index, (since, level) in enumerate(course.phases):
        due = NOWHERE
        if course.promise.amounts[level]:
            if level not in reached:
                reached[level] = course.reach_on(level, course.start, course.promise.amounts[level])
            at = reached[level]
            due = Deadline(None if at is None else max(at, since), level, course.start, since)
        fixed = index + 1 < len(course.phases) and due.at is not None and due.at <= course.phases[index + 1][0]
        if fixed and due.at != stop:
            return due
    return due


DEADLINE: Final[dict[Rule, Callable[[Course, int | None], Deadline]]] = {
    "carry": carried,
    "restart": restarted,
    "from_filing": counted_from_start,
}


def deadline(rule: Rule, course: Course, stop: int | None = None) -> Deadline:
    """The deadline of a course under a rule; ``stop`` is the instant at which the clock stopped, if it did."""
    if len(course.phases) == 1:
        since, level = course.phases[0]
        if not course.promise.amounts[level]:
            return NOWHERE
        return Deadline(course.reach_on(level, since, course.promise.amounts[level]), level, since, since)
    return DEADLINE[rule](course, stop)


def remaining_allowance(rule: Rule, course: Course, end: int, level: int, due: Deadline) -> int | Fraction | None:
    """What remains at ``end`` of the allowance, in microseconds, for a course that was cut there; None if ``level``
    has none.

    Exact: a share of another severity's allowance may be a fraction of a microsecond. ``due`` is the known deadline;
    where there is none, the allowances are compared as if a pause ended at ``end``.
    """
    amount = course.promise.amounts[level]
    if not amount:
        return None
    if rule == "carry" and len(course.phases) > 1:
        units, weight = course.promise.whole - course.shares(end), course.promise.weights[level]
        return max(0, units // weight if units % weight == 0 else Fraction(units, weight))
    if rule == "restart" and len(course.phases) > 1:
        setter = restarted(course, end) if due.at is None else due
        if setter.level >= 0:
            return max(0, course.promise.amounts[setter.level] - course.counted_on(setter.level, setter.since, end))
    return max(0, amount - course.counted_on(level, course.start, end))


def mark(rule: Rule, course: Course, due: Deadline, share: Fraction) -> int | None:
    """The first instant at which that share of the allowance that sets the deadline is used."""
    if rule == "carry" and len(course.phases) > 1:
        return course.reach_shares(-(-share.numerator * course.promise.whole // share.denominator))
    if due.level < 0:
        return None
    needed = -(-share.numerator * course.promise.amounts[due.level] // share.denominator)
    reached = course.reach_on(due.level, due.since, needed)
    return None if reached is None else max(reached, due.floor)
