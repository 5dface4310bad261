"""Formats instants and durations in the active language."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from upheld.database.unreadable import Unreadable
from upheld.i18n.words import say, short
from upheld.sla.calendar.zones import repeated

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UTC_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z")
DAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}


def zone_of(name: str | None, otherwise: tzinfo) -> tzinfo:
    """The zone of a name, or another one where there is no such zone."""
    try:
        return ZoneInfo(name) if name else otherwise
    except (KeyError, ValueError, OSError):
        return otherwise


def there(at: datetime, zone: tzinfo) -> datetime:
    """Convert an instant to a time zone; to UTC if the result would be outside the years 1 to 9999."""
    try:
        return at.astimezone(zone)
    except OverflowError:
        return at.astimezone(UTC)


def day(at: datetime, zone: tzinfo, *, year: bool = True, lang: str | None = None) -> str:
    """``22 Nov 2026``, ``2026年11月22日``."""
    return _day(there(at, zone), year, short(lang))


def _day(local: datetime, year: bool, lang: str) -> str:
    if isinstance(local, Unreadable):
        return say("ui.damaged", lang=lang)
    if lang == "zh":
        return f"{local.year}年{local.month}月{local.day}日" if year else f"{local.month}月{local.day}日"
    return f"{local.day} {MONTHS[local.month - 1]}" + (f" {local.year}" if year else "")


def brief(
    at: datetime, zone: tzinfo, now: datetime | None = None, *, lang: str | None = None, seconds: bool = False
) -> str:
    """The short form relative to ``now``: only the time for today, no year for this year."""
    local, today = there(at, zone), there(now, zone) if now else None
    if isinstance(local, Unreadable):
        return say("ui.damaged", lang=short(lang))
    clock = f"{local.hour:02d}:{local.minute:02d}" + (f":{local.second:02d}" if seconds else "") + repeated(local)
    if today and local.date() == today.date():
        return clock
    return f"{_day(local, not (today and local.year == today.year), short(lang))} {clock}"


def full(at: datetime, zone: tzinfo, *, lang: str | None = None) -> str:
    """``Sun 22 Nov 2026 14:05:09 Asia/Shanghai``."""
    local, lang = there(at, zone), short(lang)
    if isinstance(local, Unreadable):
        return say("ui.damaged", lang=lang)
    clock = f"{local.hour:02d}:{local.minute:02d}:{local.second:02d}{repeated(local)}"
    return f"{DAYS[lang][local.weekday()]} {_day(local, True, lang)} {clock} {zone}"


def share_a_minute(*instants: datetime | None) -> bool:
    """Whether two different instants look the same without seconds."""
    moments = {at for at in instants if at is not None}
    return len({at.replace(second=0, microsecond=0) for at in moments}) < len(moments)


def localised(text: str, zone: tzinfo) -> str:
    """Replace the UTC instants in a text by local ones."""
    return UTC_INSTANT.sub(lambda match: brief(datetime.fromisoformat(match[0].replace("Z", "+00:00")), zone), text)


def whole_seconds(length: timedelta) -> int:
    """The nearest whole number of seconds, without the sign; less than a second is one, and only nothing is none."""
    return max(1, round(abs(length).total_seconds())) if length else 0


def duration(length: timedelta, *, lang: str | None = None, days: bool = False) -> str:
    """The two largest units: ``2 h 15 min``, ``2 小时 15 分``, of the nearest whole second (`whole_seconds`).

    Counted time stays in hours, as contracts count: beside
    business days, a day of 24 hours would be misread. With ``days``, for time as it passes, a day is 24 hours and
    shown from 48 hours on.
    """
    seconds, lang = whole_seconds(length), short(lang)
    if seconds < 60:
        return say("ui.span.s", lang=lang, count=seconds) if seconds else say("ui.span.m", lang=lang, count=0)
    hours, minutes = seconds // 3600, seconds // 60
    if days and hours >= 48:
        return _two("d", hours // 24, "h", hours % 24, lang)
    if hours:
        return _two("h", hours, "m", minutes - 60 * hours, lang)
    return _two("m", minutes, "s", seconds - 60 * minutes if minutes < 5 else 0, lang)


def _two(unit: str, count: int, lesser: str, lesser_count: int, lang: str) -> str:
    text = say("ui.span", unit, lang=lang, count=count)
    return f"{text} {say('ui.span', lesser, lang=lang, count=lesser_count)}" if lesser_count else text


def instant_of(text: str | None) -> datetime | None:
    """Parse an aware instant from a URL, where a plus may have become a space; ``None`` if it cannot be read."""
    try:
        instant = datetime.fromisoformat((text or "")[:40].replace(" ", "+"))
        return instant.astimezone(UTC) if instant.tzinfo else None
    except (ValueError, OverflowError):
        return None
