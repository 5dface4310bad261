"""``{% load ui %}``: template tags and filters for the components of pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from html import escape
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from upheld.i18n import moments, words
from upheld.markup.markdown import render
from upheld.ui import components, drawing, request_ids
from upheld.ui.cached_urls import address

register = template.Library()

CLOCK_LOOKS = {"running": "on", "paused": "hollow", "closed_hours": "hollow", "pending": "hollow", "delivered": "care"}


def zone_for(context: template.Context) -> tzinfo:
    """The reader's zone; the active one where nobody is signed in."""
    actor = getattr(context.get("request"), "actor", None)
    return moments.zone_of(getattr(actor, "timezone", None), timezone.get_current_timezone())


def reader_of(context: template.Context) -> components.Reader:
    """The reader's language and zone, and the instant of the page."""
    return components.Reader(words.short(), zone_for(context), getattr(context.get("request"), "now", None))


@register.simple_tag
def to(route: str, *ids: int) -> str:
    """The address of a page, by its route and the numbers in it."""
    return address(route, *ids)


@register.simple_tag(takes_context=True)
def instant(
    context: template.Context, at: datetime | None, contract_zone: str = "", full: bool = False, seconds: bool = False
) -> SafeString:
    """``<time>`` in the reader's zone; the title says it in full, and in the contract's zone too."""
    return components.instant(reader_of(context), at, contract_zone, full, seconds)


@register.simple_tag(takes_context=True)
def day(context: template.Context, at: datetime | None) -> str:
    """The date alone, in the reader's zone."""
    return moments.day(at, zone_for(context)) if at else "—"


@register.filter
def duration(length: timedelta | None) -> str:
    """``2 h 15 min``; a dash for none."""
    return "—" if length is None else moments.duration(length)


@register.simple_tag(takes_context=True)
def countdown(context: template.Context, due: datetime | None, late: bool = False) -> SafeString:
    """What is left until an instant, or how long it has passed."""
    return components.countdown(reader_of(context), due, late)


@register.simple_tag
def severity(code: str, name: str = "", rank: int | None = None) -> SafeString:
    """The badge of a level."""
    return components.severity(words.short(), code, name, rank)


@register.simple_tag
def state(code: str) -> SafeString:
    """The badge of a ticket's state."""
    return components.state(words.short(), code)


@register.simple_tag
def clock_state(code: str, outcome: str = "", provisional: bool = False) -> SafeString:
    """The badge of a clock: its outcome where it has one, else its state."""
    look = {"met": "on", "missed": "bad"}.get(outcome, CLOCK_LOOKS.get(code, "hollow"))
    text = words.say("ui.outcome", outcome) if outcome else words.say("ui.clock_state", code)
    if provisional:
        text = words.say("ui.provisional", text=text)
    return format_html('<span class="badge {}">{}</span>', look, text)


@register.simple_tag
def objective(code: str, cycle: int = 1) -> str:
    """``Response``, ``Update``, ``Update 3``: the first cycle needs no number."""
    return components.objective(words.short(), code, cycle)


@register.simple_tag
def clock_strip(clock: drawing.StripPicture, key: object = "") -> SafeString:
    return drawing.strip(clock, str(key))


@register.simple_tag
def clock_cycles(readings: Sequence[Any]) -> SafeString:
    """The outcomes of a clock's earlier cycles, as small squares."""
    squares = [(reading.outcome or "none", _cycle(reading)) for reading in readings]
    missed = sum(reading.outcome == "missed" for reading in readings)
    return drawing.squares(squares, label=words.say("ui.cycles", count=len(squares), missed=missed))


def _cycle(reading: Any) -> str:
    outcome = (
        words.say("ui.outcome", reading.outcome) if reading.outcome else words.say("ui.clock_state", reading.state)
    )
    return f"{words.say('ui.objective', reading.objective)} {reading.cycle}: {outcome}"


@register.simple_tag
def options(available: Iterable[Any], chosen: str) -> SafeString:
    """What can be chosen from: each has ``id`` and ``name``; there may be hundreds."""
    pairs = [(str(option.id), escape(option.name)) for option in available]
    return SafeString(
        "".join([f'<option value="{pk}"{" selected" * (pk == chosen)}>{name}</option>' for pk, name in pairs])
    )


@register.inclusion_tag("ui/legend.html")
def strip_legend() -> dict[str, object]:
    return {}


@register.simple_tag
def plot_bar(parts: Sequence[drawing.Bar], label: str, goal: float | None = None) -> SafeString:
    return drawing.bar(parts, label=label, goal=goal)


@register.simple_tag
def plot_heatmap(rows: Sequence[Sequence[drawing.Cell]], label: str) -> SafeString:
    return drawing.heatmap(rows, label=label)


@register.simple_tag
def plot_line(points: Sequence[drawing.Point], label: str, goal: float | None = None) -> SafeString:
    return drawing.line(points, label=label, goal=goal)


@register.filter
def markdown(text: str) -> SafeString:
    """Markdown as safe HTML."""
    return render(text)


@register.inclusion_tag("ui/empty.html", name="empty")
@register.inclusion_tag("ui/empty.html")
def empty_state(title: str, text: str = "", href: str = "", action: str = "", top: bool = False) -> dict[str, object]:
    """An empty state; the arguments are texts already said. Within a ``for`` only the long name can be used.

    ``top`` where it is all that the page says: its title is then the page's heading.
    """
    return {"title": title, "text": text, "href": href, "action": action, "level": "h1" if top else "h2"}


@register.filter
def unbroken(text: str) -> SafeString:
    """A text in which the options of commands, such as --check, are not broken at their hyphens."""
    parts = re.split(r"(--[a-z-]+)", text)
    marked = ((part, "nowrap" if place % 2 else "") for place, part in enumerate(parts))
    return format_html_join("", '<span class="{1}">{0}</span>', marked) if len(parts) > 1 else conditional_escape(text)


@register.inclusion_tag("ui/request.html")
def request_reference() -> dict[str, str]:
    """The id of the request, for whoever writes to the vendor's operators about an error."""
    return {"id": request_ids.request_id()}


@register.inclusion_tag("ui/field.html")
def field(bound: Any, help_text: str = "") -> dict[str, Any]:
    """A form's field with its label, help and errors, tied together for screen readers."""
    identifier = f"{bound.auto_id or bound.name}"
    described = [f"{identifier}-help"] if help_text or bound.help_text else []
    described += [f"{identifier}-error"] if bound.errors else []
    extra = {"aria-describedby": " ".join(described)} if described else {}
    extra |= {"aria-invalid": "true"} if bound.errors else {}
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=extra),
        "help": help_text or bound.help_text,
        "id": identifier,
    }


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context: template.Context, after: str | None = None, before: bool = False) -> dict[str, object]:
    """Links to the next page (its cursor) and to the first one, keeping every other choice in the address."""
    query = context["request"].GET.copy()
    for name in ("after", "since"):
        query.pop(name, None)
    first = query.urlencode()
    if after:
        query["after"] = after
    return {"next": f"?{query.urlencode()}" if after else "", "first": f"?{first}", "turned": before}


@register.inclusion_tag("ui/tabs.html")
def tabs(label: str, items: Sequence[tuple[str, str, bool]]) -> dict[str, object]:
    """Tabs that are links: (address, text, whether it is this one)."""
    return {"label": label, "items": items}


@register.inclusion_tag("ui/timeline.html", takes_context=True)
def timeline(context: template.Context, items: Sequence[Any]) -> dict[str, object]:
    """Events from top to bottom: each has ``at``, ``title`` and perhaps ``tone``, ``text``, ``href``."""
    return {"items": items, "request": context.get("request")}
