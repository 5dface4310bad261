"""Small components as escaped HTML, used by template tags and, in long lists, directly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString

from upheld.database.unreadable import Unreadable
from upheld.i18n import moments
from upheld.i18n.words import say
from upheld.ui import drawing

STATE_LOOKS = {"waiting": "hollow", "delivered": "care", "resolved": "on", "restored": "on", "cancelled": "hollow"}
NUMBER = re.compile(r"\d")
NOTHING = SafeString('<span class="soft">—</span>')


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a page: ``lang`` is ``en`` or ``zh``, ``now`` the instant of the page, if it has one."""

    lang: str
    zone: tzinfo
    now: datetime | None


def instant(
    reader: Reader, at: datetime | None, contract_zone: str = "", full: bool = False, seconds: bool = False
) -> SafeString:
    """``<time>`` in the reader's zone; the title says it in full, and in the contract's zone too."""
    if at is None:
        return NOTHING
    if isinstance(at, Unreadable):
        return _damaged(reader)
    title = moments.full(at, reader.zone, lang=reader.lang)
    text = title if full else moments.brief(at, reader.zone, reader.now, lang=reader.lang, seconds=seconds)
    if contract_zone and contract_zone != str(reader.zone):
        there = moments.full(at, moments.zone_of(contract_zone, reader.zone), lang=reader.lang)
        title += " · " + say("ui.contract_zone", lang=reader.lang, at=there)
    return SafeString(f'<time datetime="{at.isoformat()}" title="{escape(title)}">{escape(text)}</time>')


def _damaged(reader: Reader) -> SafeString:
    return SafeString(f'<span class="miss">{escape(say("ui.damaged", lang=reader.lang))}</span>')


def countdown(reader: Reader, due: datetime | None, late: bool = False) -> SafeString:
    """The wall-clock time left until an instant, or the time since; the page's script keeps it current."""
    if due is None or reader.now is None:
        return NOTHING
    if isinstance(due, Unreadable):
        return _damaged(reader)
    passed = due < reader.now
    span = moments.duration(due - reader.now, lang=reader.lang, days=True)
    text = escape(say("ui.late" if passed else "ui.left", lang=reader.lang, span=span))
    tone = "miss" if late or passed else ""
    return SafeString(f'<span class="nowrap {tone}" data-countdown="{due.isoformat()}">{text}</span>')


def elapsed_bar(reader: Reader, started: datetime | None, due: datetime | None, late: bool = False) -> str:
    """A thin bar of the wall-clock time until a deadline; nothing where there is none."""
    now = reader.now
    if started is None or due is None or now is None or due <= started:
        return ""
    share = (now - started) / (due - started)
    label = say("ui.gone", lang=reader.lang, share=f"{min(1.0, max(0.0, share)):.0%}")
    return drawing.mini(share, late=late or now > due, label=label)


@lru_cache(maxsize=512)
def severity(lang: str, code: str, name: str = "", rank: int | None = None) -> SafeString:
    """The badge of a level. Where no rank is given, the number in its id says how high it is."""
    match = NUMBER.search(code)
    place = rank if rank is not None else int(match.group()) if match else 2
    title = say("ui.severity", lang=lang, id=code) + (f" · {name}" if name else "")
    return SafeString(f'<span class="sev sev-{min(place, 4)}" title="{escape(title)}">{escape(code)}</span>')


@lru_cache(maxsize=64)
def state(lang: str, code: str) -> SafeString:
    """The badge of a ticket's state."""
    look, text = STATE_LOOKS.get(code, "on"), escape(say("ui.state", code, lang=lang))
    return SafeString(f'<span class="badge {look}">{text}</span>')


def objective(lang: str, code: str, cycle: int = 1) -> str:
    """``Response``, ``Update``, ``Update 3``: the first cycle needs no number."""
    name = say("ui.objective", code, lang=lang)
    return f"{name} {cycle}" if cycle > 1 else name
