"""The deadline: what a change of severity does to a running clock. Three rules (semantics §5, §9).

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


def carried(way: Course, stop: int | None) -> Deadline:
    """Where the shares of all phases reach one."""
    return Deadline(way.reach_shares(way.promise.whole), way.phases[-1][1], way.start, way.start)


def restarted(way: Course, stop: int | None) -> Deadline:
    """The earliest of the allowances that are held: a raise adds one, a lowering leaves only the fresh one."""
    way = way.joined()
    held: list[tuple[int, int]] = []
    previous = -1
    for since, level in way.phases:
        if held:
            running = _earliest(way, held)
            if running.at is not None and running.at <= since and running.at != stop:
                return running
        if way.promise.amounts[level]:
            held = _raised(held, since, level) if level < previous else [(since, level)]
        previous = level
    return _earliest(way, held) if held else NOWHERE


def _raised(held: list[tuple[int, int]], since: int, level: int) -> list[tuple[int, int]]:
    """A fresh allowance beside those held; one of a level that is held already could only end later."""
    return held if any(level == other for _, other in held) else [*held, (since, level)]


def _earliest(way: Course, held: list[tuple[int, int]]) -> Deadline:
    best = NOWHERE
    for since, level in held:
        at = way.reach_on(level, since, way.promise.amounts[level])
        if best.level < 0 or (at is not None and (best.at is None or at < best.at)):
            best = Deadline(at, level, since, since)
    return best


def counted_from_start(way: Course, stop: int | None) -> Deadline:
    """The newest allowance from the start on, never before the change to it."""
    way = way.joined()
    found = NOWHERE
    for index, (since, level) in enumerate(way.phases):
        found = NOWHERE
        if way.promise.amounts[level]:
            at = way.reach_on(level, way.start, way.promise.amounts[level])
            found = Deadline(None if at is None else max(at, since), level, way.start, since)
        fixed = index + 1 < len(way.phases) and found.at is not None and found.at <= way.phases[index + 1][0]
        if fixed and found.at != stop:
            return found
    return found


DEADLINE: Final[dict[Rule, Callable[[Course, int | None], Deadline]]] = {
    "carry": carried,
    "restart": restarted,
    "from_filing": counted_from_start,
}


def deadline(rule: Rule, way: Course, stop: int | None = None) -> Deadline:
    """The deadline of a course under a rule; ``stop`` is the instant at which the clock stopped, if it did."""
    if len(way.phases) == 1:
        since, level = way.phases[0]
        if not way.promise.amounts[level]:
            return NOWHERE
        return Deadline(way.reach_on(level, since, way.promise.amounts[level]), level, since, since)
    return DEADLINE[rule](way, stop)


def left(rule: Rule, way: Course, end: int, level: int, due: Deadline) -> int | Fraction | None:
    """What remains at ``end`` of the allowance, in microseconds, for a course that was cut there; None if ``level``
    has none.

    Exact: a share of another severity's allowance may be a fraction of a microsecond. ``due`` is the known deadline;
    where there is none, the allowances are compared as if a pause ended at ``end``.
    """
    amount = way.promise.amounts[level]
    if not amount:
        return None
    if rule == "carry" and len(way.phases) > 1:
        units, weight = way.promise.whole - way.shares(end), way.promise.weights[level]
        return max(0, units // weight if units % weight == 0 else Fraction(units, weight))
    if rule == "restart" and len(way.phases) > 1:
        setter = restarted(way, end) if due.at is None else due
        if setter.level >= 0:
            return max(0, way.promise.amounts[setter.level] - way.counted_on(setter.level, setter.since, end))
    return max(0, amount - way.counted_on(level, way.start, end))


def mark(rule: Rule, way: Course, due: Deadline, share: Fraction) -> int | None:
    """The first instant at which that share of the allowance that sets the deadline is used."""
    if rule == "carry" and len(way.phases) > 1:
        return way.reach_shares(-(-share.numerator * way.promise.whole // share.denominator))
    if due.level < 0:
        return None
    needed = -(-share.numerator * way.promise.amounts[due.level] // share.denominator)
    reached = way.reach_on(due.level, due.since, needed)
    return None if reached is None else max(reached, due.floor)
