"""``{% load ui %}``: the parts that pages are made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from upheld.common import drawing, moments, words
from upheld.common.markdown import render

register = template.Library()

STATE_LOOKS = {"waiting": "hollow", "delivered": "care", "resolved": "on", "restored": "on", "cancelled": "hollow"}
CLOCK_LOOKS = {"running": "on", "paused": "hollow", "closed_hours": "hollow", "pending": "hollow", "delivered": "care"}


def zone_for(context: template.Context) -> tzinfo:
    """The reader's zone; the active one where nobody is signed in."""
    actor = getattr(context.get("request"), "actor", None)
    return moments.zone_of(getattr(actor, "timezone", None), timezone.get_current_timezone())


def now_for(context: template.Context) -> datetime | None:
    return getattr(context.get("request"), "now", None)


@register.simple_tag(takes_context=True)
def instant(context: template.Context, at: datetime | None, contract_zone: str = "", full: bool = False) -> SafeString:
    """``<time>`` in the reader's zone; the title says it in full, and in the contract's zone too."""
    if at is None:
        return format_html('<span class="soft">{}</span>', "—")
    zone = zone_for(context)
    title = moments.full(at, zone)
    if contract_zone and contract_zone != str(zone):
        there = moments.full(at, moments.zone_of(contract_zone, zone))
        title += " · " + words.say("ui.contract_zone", at=there)
    shown = title if full else moments.brief(at, zone, now_for(context))
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), title, shown)


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
    """What is left of wall-clock time until an instant, or how long it has passed; kept current by the script."""
    now = now_for(context)
    if due is None or now is None:
        return format_html('<span class="soft">{}</span>', "—")
    overdue = late or due < now
    text = words.say("ui.late" if due < now else "ui.left", span=moments.duration(due - now))
    tone = "miss" if overdue else ""
    return format_html('<span class="nowrap {}" data-countdown="{}">{}</span>', tone, due.isoformat(), text)


@register.simple_tag
def severity(code: str, name: str = "", rank: int | None = None) -> SafeString:
    """The badge of a level. Where no rank is given, the number in its id says how high it is."""
    found = re.search(r"\d", code)
    place = rank if rank is not None else int(found.group()) if found else 2
    title = words.say("ui.severity", id=code) + (f" · {name}" if name else "")
    return format_html('<span class="sev sev-{}" title="{}">{}</span>', min(place, 4), title, code)


@register.simple_tag
def state(code: str) -> SafeString:
    """The badge of a ticket's state."""
    return format_html('<span class="badge {}">{}</span>', STATE_LOOKS.get(code, "on"), words.say("ui.state", code))


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
    name = words.say("ui.objective", code)
    return f"{name} {cycle}" if cycle > 1 else name


@register.simple_tag
def clock_strip(clock: drawing.StripPicture, key: object = "") -> SafeString:
    return drawing.strip(clock, str(key))


@register.simple_tag(takes_context=True)
def clock_mini(context: template.Context, started: datetime | None, due: datetime | None, late: bool = False) -> str:
    """A thin bar of the wall-clock time until a deadline; nothing where there is none."""
    now = now_for(context)
    if started is None or due is None or now is None or due <= started:
        return ""
    share = (now - started) / (due - started)
    label = words.say("ui.gone", share=f"{min(1.0, max(0.0, share)):.0%}")
    return drawing.mini(share, late=late or now > due, label=label)


@register.simple_tag
def clock_cycles(readings: Sequence[Any]) -> SafeString:
    """The outcomes of a clock's earlier cycles, as small squares."""
    shown = [(one.outcome or "none", _cycle(one)) for one in readings]
    missed = sum(one.outcome == "missed" for one in readings)
    return drawing.squares(shown, label=words.say("ui.cycles", count=len(shown), missed=missed))


def _cycle(one: Any) -> str:
    outcome = words.say("ui.outcome", one.outcome) if one.outcome else words.say("ui.clock_state", one.state)
    return f"{words.say('ui.objective', one.objective)} {one.cycle}: {outcome}"


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
