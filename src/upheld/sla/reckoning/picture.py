"""A reckoning as a picture: a strip of time with what counted, what did not, and the deadline.

The SVG carries no script and no fixed colours of its own: it inherits ``currentColor``, and a page may set
``--sla-counted``, ``--sla-late`` and ``--sla-idle``. It has a title and a description for those who do not see it,
and every span says its reason.
"""

from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import Final
from zlib import crc32

from upheld.sla.instant import micros
from upheld.sla.reckoning.spans import Reckoning, Span
from upheld.sla.reckoning.table import duration, local
from upheld.sla.words import say

WIDTH: Final = 900
LEFT: Final = 12
STRIP_TOP: Final = 44
STRIP_HEIGHT: Final = 34
NARROWEST: Final = 0.4
_STYLE: Final = (
    "text{font:12px system-ui,sans-serif;fill:currentColor}"
    ".head{font-weight:600}"
    ".counted{fill:var(--sla-counted,#2f6f6a)}.late{fill:var(--sla-late,#b3402e)}"
    ".idle{stroke:currentColor;stroke-opacity:.35;stroke-width:.6}"
    ".axis,.mark{stroke:currentColor;stroke-width:1}.mark{stroke-width:2}"
    ".due{stroke-dasharray:4 3}"
)


class _Scale:
    """From instants to places on the strip."""

    def __init__(self, start: datetime, end: datetime) -> None:
        self.start, self.length = micros(start), max(1, micros(end) - micros(start))

    def x(self, instant: datetime) -> float:
        return LEFT + (WIDTH - 2 * LEFT) * (micros(instant) - self.start) / self.length


def reckoning_svg(reckoning: Reckoning, *, lang: str = "en", zone: str = "UTC") -> str:
    """The picture of a reckoning as SVG text, instants as local time in the zone."""
    name = _name(reckoning, lang)
    spans = reckoning.spans
    start = spans[0].start if spans else reckoning.as_of
    end = max(
        (instant for instant in (_end(reckoning), reckoning.reading.due_at) if instant is not None), default=start
    )
    scale = _Scale(start, end)
    codes = list(dict.fromkeys(span.code for span in spans if not span.counted))
    height = STRIP_TOP + STRIP_HEIGHT + 46 + 20 * ((len(codes) + 4) // 3)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {height}" '
            f'aria-labelledby="{name}-title {name}-desc" class="sla-reckoning">'
        ),
        f'<title id="{name}-title">{escape(title(reckoning, lang))}</title>',
        f'<desc id="{name}-desc">{escape(description(reckoning, lang, zone))}</desc>',
        f"<style>{_STYLE}</style>",
        *_patterns(name, codes),
        f'<text x="{LEFT}" y="16" class="head">{escape(title(reckoning, lang))}</text>',
        *_strip(reckoning, scale, name, codes, lang, zone),
        *_marks(reckoning, scale, lang, zone),
        *_axis(start, end, zone),
        *_legend(name, codes, lang),
        "</svg>",
    ]
    return "\n".join(parts)


def _name(reckoning: Reckoning, lang: str) -> str:
    """A name for the picture's ids: pictures of several clocks may stand on one page."""
    reading = reckoning.reading
    mark = crc32(repr((reading.started_at, reckoning.as_of, lang)).encode())
    return f"sla-{reading.objective}-{reading.cycle}-{mark:08x}"


def _end(reckoning: Reckoning) -> datetime | None:
    return reckoning.spans[-1].end if reckoning.spans else None


def title(reckoning: Reckoning, lang: str) -> str:
    """Objective, cycle, severity and where the clock stands."""
    reading = reckoning.reading
    return say(
        "picture_title",
        {
            "objective": say(f"objective_{reading.objective}", {}, lang),
            "cycle": reading.cycle,
            "severity": reading.severity,
            "state": say(f"outcome_{reading.outcome}" if reading.outcome else f"state_{reading.state}", {}, lang),
        },
        lang,
    )


def description(reckoning: Reckoning, lang: str, zone: str) -> str:
    """What the picture shows, in a sentence or two."""
    reading = reckoning.reading
    text = say("picture_counted", {"counted": duration(reading.counted)}, lang)
    sentences = reckoning.phases.lines(lang, duration)
    if sentences:
        text += " " + say("picture_phases", {"phases": say("semicolon", {}, lang).join(sentences)}, lang)
    elif reading.allowance is not None:
        text += " " + say("picture_allowance", {"allowance": duration(reading.allowance)}, lang)
    if reading.due_at is not None:
        text += " " + say("picture_due", {"due": local(reading.due_at, zone)}, lang)
    elif reckoning.due_code:
        text += " " + say(reckoning.due_code, {}, lang)
    late = reckoning.late
    if late and not reading.overdue and reckoning.late_outside_hours:
        text += " " + say("picture_late_outside", {"late": duration(late)}, lang)
    for cause in reckoning.left_out:
        text += " " + cause.text(lang, lambda at: local(at, zone))
    return text


def _patterns(name: str, codes: list[str]) -> Iterator[str]:
    """A hatching for each reason, told apart by its angle, so that colour is not needed to tell them apart."""
    yield "<defs>"
    for index, code in enumerate(codes):
        yield (
            f'<pattern id="{name}-{code}" width="{6 + index}" height="{6 + index}" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate({45 + 35 * index})"><path d="M0 0V{6 + index}" stroke="currentColor" '
            f'stroke-opacity=".45" stroke-width="1.2"/></pattern>'
        )
    yield "</defs>"


def _strip(reckoning: Reckoning, scale: _Scale, name: str, codes: list[str], lang: str, zone: str) -> Iterator[str]:
    missed_at = reckoning.reading.due_at if reckoning.reading.outcome == "missed" else None
    for span in reckoning.spans:
        left, right = scale.x(span.start), scale.x(span.end)
        if right - left < NARROWEST and len(reckoning.spans) > 200:
            continue
        text = f"{local(span.start, zone)} – {local(span.end, zone)}: {span.text(lang)}"
        look = _look(span, name)
        yield (
            f'<rect x="{left:.2f}" y="{STRIP_TOP}" width="{max(right - left, NARROWEST):.2f}" height="{STRIP_HEIGHT}" '
            f"{look}><title>{escape(text)}</title></rect>"
        )
        if span.counted and missed_at is not None and span.end > missed_at:
            late = scale.x(max(span.start, missed_at))
            yield (
                f'<rect x="{late:.2f}" y="{STRIP_TOP}" width="{max(right - late, NARROWEST):.2f}" '
                f'height="{STRIP_HEIGHT}" class="late"><title>{escape(text)}</title></rect>'
            )


def _look(span: Span, name: str) -> str:
    return 'class="counted"' if span.counted else f'class="idle" fill="url(#{name}-{span.code})"'


def _marks(reckoning: Reckoning, scale: _Scale, lang: str, zone: str) -> Iterator[str]:
    reading = reckoning.reading
    for instant, code, style in (
        (reading.due_at, "picture_due", "mark due"),
        (reading.stopped_at, "picture_stopped", "mark"),
    ):
        if instant is None or not reckoning.spans:
            continue
        x = min(scale.x(instant), WIDTH - LEFT)
        text = say(code, {"due": local(instant, zone)}, lang)
        anchor = "end" if x > WIDTH / 2 else "start"
        low = STRIP_TOP + STRIP_HEIGHT + (16 if "due" in style else 32)
        yield f'<line class="{style}" x1="{x:.2f}" x2="{x:.2f}" y1="{STRIP_TOP - 6}" y2="{low - 8}"/>'
        yield f'<text x="{x:.2f}" y="{low + 4}" text-anchor="{anchor}">{escape(text)}</text>'


def _axis(start: datetime, end: datetime, zone: str) -> Iterator[str]:
    yield f'<line class="axis" x1="{LEFT}" x2="{WIDTH - LEFT}" y1="{STRIP_TOP - 6}" y2="{STRIP_TOP - 6}"/>'
    yield f'<text x="{LEFT}" y="{STRIP_TOP - 11}">{local(start, zone)}</text>'
    yield f'<text x="{WIDTH - LEFT}" y="{STRIP_TOP - 11}" text-anchor="end">{local(end, zone)} ({escape(zone)})</text>'


def _legend(name: str, codes: list[str], lang: str) -> Iterator[str]:
    top = STRIP_TOP + STRIP_HEIGHT + 46
    entries = [('class="counted"', "legend_counted"), ('class="late"', "legend_late")]
    entries += [(f'class="idle" fill="url(#{name}-{code})"', code.replace("span_", "legend_")) for code in codes]
    for index, (look, code) in enumerate(entries):
        x, y = LEFT + index % 3 * 290, top + index // 3 * 20
        yield f'<rect x="{x}" y="{y}" width="14" height="12" {look}/>'
        yield f'<text x="{x + 20}" y="{y + 10}">{escape(say(code, {}, lang))}</text>'
