"""Both outcomes of a case, with titles for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from upheld.common.words import say
from upheld.desk.queries import Preview
from upheld.sla import Reading


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would be, under a title: the latest cycle of each objective, and how many were missed before it."""

    title: str
    readings: tuple[tuple[Reading, int], ...]


def shown_preview(previews: Iterable[Preview]) -> tuple[Outcome, ...]:
    """Previews with their titles."""
    return tuple(Outcome(_title(one.label), _latest(one.readings)) for one in previews)


def _latest(readings: tuple[Reading, ...]) -> tuple[tuple[Reading, int], ...]:
    last = {one.objective: one for one in readings}
    missed = Counter(one.objective for one in readings if one.outcome == "missed" and one is not last[one.objective])
    return tuple((one, missed[one.objective]) for one in last.values())


def _title(label: str) -> str:
    kind, _, severity = label.partition(":")
    return say("console.outcome", kind, severity=severity)
