"""Prepares clocks for drawing. The vendor and the customer see the same picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.utils import timezone

from upheld.clocks.queries import Strip
from upheld.i18n import moments
from upheld.i18n.words import say, short
from upheld.sla import Mark, Reading, Reckoning
from upheld.sla.reckoning import Span
from upheld.ui.drawing import StripMark, StripPicture, StripSpan

LOOKS = {
    "span_counted": "run",
    "span_closed": "shut",
    "span_no_objective": "off",
    "span_wait": "wait",
    "span_exclusion": "excluded",
    "span_testing": "excluded",
    "span_reopened": "excluded",
}


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock with its picture, which is none before the clock starts. ``zone`` is the contract's."""

    reading: Reading
    picture: StripPicture | None
    zone: str
    progress: str
    lateness: str
    earlier: tuple[Reading, ...] = ()

    @property
    def open(self) -> bool:
        """Whether an act can still change it."""
        return self.reading.state not in {"stopped", "cancelled"}

    @property
    def late(self) -> bool:
        """Whether it was missed and still runs."""
        return self.reading.outcome == "missed" and self.open


def clock_view(strip: Strip, *, now: datetime, zone: tzinfo | None = None) -> ClockView:
    """One clock in the reader's zone (the active one where none is given)."""
    picture = _picture(strip, now, zone or timezone.get_current_timezone())
    reckoning = strip.reckoning
    return ClockView(
        strip.reading, picture, strip.calendar_zone, progress(reckoning), lateness(reckoning), strip.earlier
    )


def clock_views(strips: Iterable[Strip], *, now: datetime, zone: tzinfo | None = None) -> tuple[ClockView, ...]:
    """Prepare several clocks, open ones first."""
    views = [clock_view(strip, now=now, zone=zone) for strip in strips]
    return tuple(sorted(views, key=lambda view: not view.open))


def progress(reckoning: Reckoning) -> str:
    """How much has counted, and of what. Where the severity changed, it is measured at the newest one."""
    reading = reckoning.reading
    if reckoning.progress is not None:
        counted, available = map(moments.duration, reckoning.progress)
        return say("clock.counted_at", counted=counted, available=available, severity=reading.severity)
    counted = moments.duration(reading.counted)
    if reading.allowance is None or reckoning.phases.items:
        return say("clock.counted", counted=counted)
    return say("clock.counted_of", counted=counted, allowance=moments.duration(reading.allowance))


def lateness(reckoning: Reckoning) -> str:
    """How late a missed clock is in counted time, and in elapsed time where that differs; empty if it is not."""
    elapsed, overdue = reckoning.late, reckoning.reading.overdue
    if not elapsed:
        return ""
    if not overdue:
        code = "clock.late_outside" if reckoning.late_outside_hours else "clock.late_uncounted"
        return say(code, span=moments.duration(elapsed, days=True))
    if moments.duration(elapsed) == moments.duration(overdue):
        return say("clock.late", span=moments.duration(overdue))
    return say("clock.late_partly", span=moments.duration(overdue), elapsed=moments.duration(elapsed, days=True))


def _picture(strip: Strip, now: datetime, zone: tzinfo) -> StripPicture | None:
    reading = strip.reading
    if reading.started_at is None:
        return None
    return StripPicture(
        started_at=reading.started_at,
        now=now,
        label=label(reading, now, zone),
        zone=zone,
        due_at=reading.due_at,
        stopped_at=_ended(reading),
        missed=reading.outcome == "missed",
        spans=tuple(_spans(strip, zone)),
        marks=tuple(_marks(strip.marks)),
    )


def _ended(reading: Reading) -> datetime | None:
    """A missed update cycle is over at its deadline, though nothing stopped it."""
    return reading.stopped_at or (reading.due_at if reading.state == "stopped" else None)


def _spans(strip: Strip, zone: tzinfo) -> Iterator[StripSpan]:
    for span in strip.reckoning.spans:
        yield StripSpan(span.start, span.end, look(span), moments.localised(span.text(short()), zone))
    if strip.ahead and strip.reading.due_at:
        shut = say("ui.legend.shut")
        yield StripSpan(strip.reckoning.as_of, strip.reading.due_at, "shut", shut)
        yield from (StripSpan(start, end, "ahead", say("ui.legend.ahead")) for start, end in strip.ahead)


def look(span: Span) -> str:
    """How a span is drawn: counted time, or why it is not counted."""
    return LOOKS.get(span.code, "shut")


def _marks(marks: Iterable[Mark]) -> Iterator[StripMark]:
    for mark in marks:
        if mark.at is not None and mark.share is not None:
            yield StripMark(mark.at, say("clock.mark", mark.kind, share=f"{float(mark.share):.0%}"), mark.passed)


def label(reading: Reading, now: datetime, zone: tzinfo) -> str:
    """The picture in words, for those who cannot see it."""
    name = say("ui.objective", reading.objective)
    name = f"{name} {reading.cycle}" if reading.cycle > 1 else name
    state = say("ui.outcome", reading.outcome) if reading.outcome else say("ui.clock_state", reading.state)
    due = moments.brief(reading.due_at, zone, now) if reading.due_at else "—"
    spent = moments.duration(reading.counted)
    return say("clock.label", name=name, state=state, due=due, spent=spent)
