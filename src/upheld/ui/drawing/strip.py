"""Draws a clock as a strip: counted and uncounted time, marks, the deadline and the present."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from django.utils.safestring import SafeString

from upheld.i18n import moments
from upheld.i18n.words import say
from upheld.ui.drawing.elements import Number, anchor, element, percent, picture, title

TOP, TALL, HEIGHT = 23, 16, 63
"""The marks reach 6 above the strip, the words of the deadline, whose base is at 11, 3 below it."""
FAR = 1.5
"""A breach older than this many times the promise is cut short, else the promise itself could not be seen."""
ROOM_FOR_BOTH = 0.6
"""From this share on the words at the start and those at the end stand side by side on a phone."""


@dataclass(frozen=True, slots=True)
class StripSpan:
    """``kind``: run, shut, wait, excluded, off (no promise in this phase) or ahead (still to come)."""

    start: datetime
    end: datetime
    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class StripMark:
    at: datetime
    text: str
    passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StripPicture:
    """Everything to draw one clock; instants are aware, ``label`` is the picture in words."""

    started_at: datetime
    now: datetime
    label: str
    zone: tzinfo
    due_at: datetime | None = None
    stopped_at: datetime | None = None
    missed: bool = False
    spans: tuple[StripSpan, ...] = ()
    marks: tuple[StripMark, ...] = ()

    @property
    def until(self) -> datetime:
        """Up to where time has gone by for this clock."""
        return self.stopped_at or self.now

    @property
    def seconds(self) -> bool:
        """Whether the deadline and the stop read alike without their seconds."""
        return moments.share_a_minute(self.due_at, self.stopped_at)

    @property
    def cut(self) -> bool:
        """Whether the breach is too old to be drawn to scale."""
        return self.due_at is not None and self.until - self.due_at > FAR * max(self._promise, timedelta(minutes=1))

    @property
    def _promise(self) -> timedelta:
        return (self.due_at or self.until) - self.started_at

    @property
    def end(self) -> datetime:
        if self.due_at is None:
            return max(self.until, self.started_at + timedelta(minutes=1))
        if self.cut:
            return self.due_at + 0.8 * max(self._promise, timedelta(minutes=1))
        return max(self.until, self.due_at) + max(self._promise * 0.04, timedelta(seconds=20))

    def place(self, at: datetime) -> float:
        """Where an instant stands, 0 to 1."""
        return min(1.0, max(0.0, (at - self.started_at) / (self.end - self.started_at)))


TRACK = element("rect", x=0, y=TOP, width="100%", height=TALL, rx=3, class_="s-track")
FRAME = element("rect", x=0, y=TOP, width="100%", height=TALL, rx=3, class_="s-frame")
HEAD = element("path", d="M0 0 3.5 5 -3.5 5z", class_="s-head")


def strip(clock: StripPicture, key: str = "") -> SafeString:
    """The picture of one clock. ``key`` tells clocks apart that stand on one page and look the same."""
    hatch = f"h{hashlib.sha256(f'{key} {clock.label}'.encode()).hexdigest()[:10]}"
    return picture(
        title(clock.label),
        _hatching(hatch),
        TRACK,
        *_spans(clock, hatch),
        *_overdue(clock),
        FRAME,
        *_marks(clock),
        *_deadline(clock),
        *_end(clock),
        label=clock.label,
        height=HEIGHT,
        kind="strip",
    )


SHUT_GROUND = element("rect", width=6, height=6, class_="s-shut-ground")
SHUT = element("line", x1=0, y1=0, x2=0, y2=6, class_="s-shut")
TILTED = {"patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}


def _hatching(name: str) -> SafeString:
    return element("defs", element("pattern", SHUT_GROUND, SHUT, id=name, width=6, height=6, **TILTED))


def _spans(clock: StripPicture, hatch: str) -> Iterator[SafeString]:
    done = "s-run done" if clock.stopped_at else "s-run"
    looks = {"run": done, "wait": "s-wait", "excluded": "s-excl", "ahead": "s-ahead"}
    for span in clock.spans:
        left, right = clock.place(span.start), clock.place(span.end)
        if right <= left:
            continue
        fill = f"url(#{hatch})" if span.kind in {"shut", "off"} else None
        frame: dict[str, Number] = {"x": percent(left), "width": percent(right - left), "y": TOP, "height": TALL}
        yield element("rect", title(span.text), fill=fill, class_=looks.get(span.kind), **frame)


def _overdue(clock: StripPicture) -> Iterator[SafeString]:
    if not (clock.missed and clock.due_at and clock.until > clock.due_at):
        return
    left, right = clock.place(clock.due_at), clock.place(clock.until)
    yield element("rect", x=percent(left), width=percent(right - left), y=TOP + TALL - 5, height=5, class_="s-over")


def _marks(clock: StripPicture) -> Iterator[SafeString]:
    for mark in clock.marks:
        diamond = element("path", title(mark.text), d="M0 -5 5 0 0 5 -5 0z", class_=f"s-mark{' passed' * mark.passed}")
        yield element("svg", diamond, x=percent(clock.place(mark.at)), y=TOP - 1, overflow="visible")


def _deadline(clock: StripPicture) -> Iterator[SafeString]:
    if clock.due_at is None:
        return
    share, late = clock.place(clock.due_at), " missed" * clock.missed
    x = percent(share)
    yield element("line", x1=x, x2=x, y1=TOP - 4, y2=TOP + TALL + 4, class_=f"s-due{late}")
    text = say("ui.strip.due", at=moments.brief(clock.due_at, clock.zone, clock.now, seconds=clock.seconds))
    yield element("text", text, x=x, y=11, text_anchor=anchor(share), class_=f"s-text{late or ' strong'}")


def _end(clock: StripPicture) -> Iterator[SafeString]:
    share, below = clock.place(clock.until), HEIGHT - 5
    x = percent(share)
    if clock.stopped_at:
        yield element("circle", cx=x, cy=TOP + TALL / 2, r=5, class_="s-stop")
        text = say("ui.strip.stopped", at=moments.brief(clock.stopped_at, clock.zone, clock.now, seconds=clock.seconds))
    else:
        yield element("line", x1=x, x2=x, y1=TOP - 2, y2=TOP + TALL + 3, class_="s-now")
        yield element("svg", HEAD, x=x, y=TOP + TALL + 2, overflow="visible")
        at = moments.brief(clock.now, clock.zone, clock.now)
        text = say("ui.strip.now_cut" if clock.cut else "ui.strip.now", at=at)
    yield element("text", text, x=x, y=below, text_anchor=anchor(share), class_="s-text")
    if share > ROOM_FOR_BOTH:
        began = moments.brief(clock.started_at, clock.zone, clock.now)
        yield element("text", say("ui.strip.began", at=began), x=0, y=below, class_="s-text")
