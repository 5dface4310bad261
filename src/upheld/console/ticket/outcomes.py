"""Both outcomes of a case, with titles for people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from upheld.common.words import say
from upheld.desk.queries import Preview
from upheld.sla import Reading


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would be, under a title."""

    title: str
    readings: tuple[Reading, ...]


def shown_preview(previews: Iterable[Preview]) -> tuple[Outcome, ...]:
    """Previews with their titles."""
    return tuple(Outcome(_title(one.label), one.readings) for one in previews)


def _title(label: str) -> str:
    kind, _, severity = label.partition(":")
    return say("console.outcome", kind, severity=severity)
