"""The severity timeline: which level was in force when (semantics §§5, 9).

A timeline is a list of ``(from, level)`` in order of time, level 0 the highest; each holds until the next. A change
says what is so from an instant on, so it replaces everything from there. A change to the level that is in force
anyway is no phase.
"""

from bisect import bisect_right
from operator import itemgetter
from typing import Final

Timeline = list[tuple[int, int]]
_begin: Final = itemgetter(0)


def change(timeline: Timeline, since: int, level: int) -> None:
    """Set the level from ``since`` on and drop all later changes."""
    while timeline and timeline[-1][0] >= since:
        timeline.pop()
    if not timeline or timeline[-1][1] != level:
        timeline.append((since, level))


def level_at(timeline: Timeline, instant: int) -> int:
    """The level in force at an instant, the instant of a change included; before the first, the first."""
    return timeline[max(0, bisect_right(timeline, instant, key=_begin) - 1)][1]


def disputed(timeline: Timeline, since: int, customer_level: int, policy: str) -> Timeline:
    """Return the vendor's timeline as an open dispute changes it from ``since`` on, by the contract's policy."""
    if policy == "vendor":
        return timeline
    adjusted: Timeline = [phase for phase in timeline if phase[0] < since]
    change(adjusted, since, _in_force(level_at(timeline, since), customer_level, policy))
    for start, level in timeline:
        if start > since:
            change(adjusted, start, _in_force(level, customer_level, policy))
    return adjusted


def _in_force(vendor_level: int, customer_level: int, policy: str) -> int:
    return customer_level if policy == "customer" else min(vendor_level, customer_level)
