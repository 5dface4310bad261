"""Rows of an explanation: consecutive days with the same hours are one row."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from upheld.sla.reckoning.spans import Span
from upheld.sla.words import say

INSIDE = ("", "lunch", "break", "make_up", "date")
"""Causes of spans within a day; what else lies between two spans parts days."""


@dataclass(frozen=True, slots=True)
class Row:
    """One span, or the spans of ``days`` days that are alike, from the first start to the last end."""

    spans: tuple[Span, ...]
    days: int = 1

    @property
    def start(self) -> datetime:
        return self.spans[0].start

    @property
    def end(self) -> datetime:
        return self.spans[-1].end

    @property
    def counted(self) -> bool:
        return any(span.counted for span in self.spans)

    @property
    def amount(self) -> timedelta:
        """The counted time."""
        return sum((span.amount for span in self.spans), timedelta())

    def text(self, lang: str, zone: tzinfo, write: Callable[[timedelta], str]) -> str:
        """Why it counts, or does not."""
        if self.days == 1:
            return self.spans[0].text(lang)
        day = [span for span in self.spans if span.counted][: sum(span.counted for span in self.spans) // self.days]
        windows = say("comma", {}, lang).join(f"{_clock(span.start, zone)}–{_clock(span.end, zone)}" for span in day)
        amount = write(sum((span.amount for span in day), timedelta()))
        return say(
            "span_folded",
            {"days": self.days, "amount": amount, "severity": day[0].severity, "windows": windows},
            lang,
        )


def rows(spans: Iterable[Span], zone: tzinfo) -> list[Row]:
    """The rows of an explanation; ``zone`` is the one in which days are compared."""
    blocks = _blocks(list(spans))
    folded: list[Row] = []
    at = 0
    while at < len(blocks):
        days = _alike(blocks, at, zone)
        if days > 1:
            last = at + 2 * (days - 1)
            folded.append(Row(tuple(span for block in blocks[at : last + 1] for span in block), days))
            at = last + 1
        else:
            folded += [Row((span,)) for span in blocks[at]]
            at += 1
    return folded


def _blocks(spans: Sequence[Span]) -> list[list[Span]]:
    """Spans of one day together; every span that parts days by itself."""
    blocks: list[list[Span]] = []
    open_day = False
    for span in spans:
        inside = span.code in ("span_counted", "span_closed") and str(span.params.get("cause", "")) in INSIDE
        if inside and open_day:
            blocks[-1].append(span)
        else:
            blocks.append([span])
        open_day = inside
    return blocks


def _alike(blocks: Sequence[list[Span]], at: int, zone: tzinfo) -> int:
    """How many days from a block on are alike, one night apart."""
    days = 1
    while at + 2 * days < len(blocks):
        night, then = blocks[at + 2 * days - 1], blocks[at + 2 * days]
        if night[0].params.get("cause") != "night" or _shape(then, zone, days) != _shape(blocks[at], zone, 0):
            break
        days += 1
    return days if blocks[at][0].counted else 1


def _shape(block: Sequence[Span], zone: tzinfo, day: int) -> list[object]:
    """What makes two days alike: local times of day, reasons, severities, amounts."""
    shift = timedelta(days=day)
    return [
        (
            span.start.astimezone(zone).replace(tzinfo=None) - shift,
            span.end.astimezone(zone).replace(tzinfo=None) - shift,
            span.code,
            dict(span.params),
            span.severity,
            span.amount,
        )
        for span in block
    ]


def _clock(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).strftime("%H:%M")
