"""Explanations of clocks for pages: the rows, what each severity used, and how late it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from django.utils import timezone

from upheld.clocks.pictures import lateness, look
from upheld.i18n import moments
from upheld.i18n.words import short
from upheld.sla import Reckoning
from upheld.sla.reckoning.folding import Row, rows


@dataclass(frozen=True, slots=True)
class Step:
    """A row of an explanation in words."""

    start: datetime
    end: datetime
    counted: bool
    amount: timedelta
    text: str
    look: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a page shows of a reckoning. ``seconds`` is set where instants read alike without their seconds.

    ``notes`` say why the whole ticket is left out of the figures.
    """

    reckoning: Reckoning
    steps: tuple[Step, ...]
    phases: tuple[str, ...]
    late: str
    seconds: bool
    notes: tuple[str, ...]


def explanation(reckoning: Reckoning) -> Explanation:
    """The explanation in the reader's language and zone."""
    reading, zone = reckoning.reading, timezone.get_current_timezone()
    steps = tuple(_step(row, zone) for row in rows(reckoning.spans, zone))
    return Explanation(
        reckoning=reckoning,
        steps=steps,
        phases=tuple(reckoning.phases.lines(short(), moments.duration)),
        late=lateness(reckoning),
        seconds=moments.share_a_minute(reading.due_at, reading.stopped_at)
        or any(moments.share_a_minute(step.start, step.end) for step in steps),
        notes=tuple(exclusion.text(short(), lambda at: moments.brief(at, zone)) for exclusion in reckoning.left_out),
    )


def _step(row: Row, zone: tzinfo) -> Step:
    text = moments.localised(row.text(short(), zone, moments.duration), zone)
    return Step(row.start, row.end, row.counted, row.amount, text, look(row.spans[0]))
