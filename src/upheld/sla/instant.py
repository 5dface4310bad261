"""Instants and durations as exact integers.

Inside the core an instant is a whole number of microseconds since 1970-01-01T00:00Z, and a duration is a number of
microseconds. Integers compare, add and bisect fast and never round. Aware ``datetime`` and ``timedelta`` values live
at the doors only. Only a share of an allowance can be finer than a microsecond; it is rounded half even on its way
out (semantics §9, "durations are rounded half even, on output only").
"""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from fractions import Fraction
from typing import Final

SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
WEEK: Final = 7 * DAY

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL: Final = EPOCH.toordinal()
NEVER: Final = 1 << 62
"""Later than every instant: the end of a span that has no end."""

_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def micros(instant: datetime) -> int:
    """Microseconds since the epoch of an aware instant (TypeError if it is naive)."""
    since = instant - EPOCH
    return (since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds


def moment(us: int) -> datetime:
    """The instant, in UTC, that many microseconds after the epoch."""
    return EPOCH + timedelta(0, 0, us)


FIRST: Final = micros(datetime.min.replace(tzinfo=UTC))
LAST: Final = micros(datetime.max.replace(tzinfo=UTC))


def length(us: int | Fraction) -> timedelta:
    """A duration of that many microseconds, rounded half even."""
    return timedelta(0, 0, us if type(us) is int else round(us))


def span_micros(duration: timedelta) -> int:
    """The exact number of microseconds of a duration."""
    return (duration.days * 86400 + duration.seconds) * 1_000_000 + duration.microseconds


def day_number(day: date) -> int:
    """Days from 1970-01-01 to a calendar date."""
    return day.toordinal() - EPOCH_ORDINAL


def read_instant(text: str) -> datetime:
    """An RFC 3339 instant, in UTC. ValueError if it is malformed, has no offset, or lies outside years 1 to 9999."""
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise ValueError(text[:40])
    day, clock, fraction, zone = match.groups()
    offset = "+00:00" if zone in "Zz" else zone
    local = datetime.fromisoformat(f"{day}T{clock}.{(fraction or '0'):0<6}{offset}")
    try:
        return local.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error


def write_instant(instant: datetime) -> str:
    """RFC 3339 in UTC with ``Z``, microseconds only when they are not zero (semantics §8)."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def write_seconds(duration: timedelta) -> int | float:
    """Seconds, an integer where they are whole, else with up to six decimals (semantics §8)."""
    us = span_micros(duration)
    return us // SECOND if us % SECOND == 0 else us / SECOND


def seconds_text(duration: timedelta) -> str:
    """``write_seconds`` as a text, without an exponent: ``0.000001``, not ``1e-06``."""
    text = f"{write_seconds(duration):.6f}"
    return text.rstrip("0").rstrip(".")


def there(instant: datetime, place: tzinfo) -> datetime:
    """The instant as the clocks of a place show it; as UTC has it where that is before year 1 or after year 9999."""
    try:
        return instant.astimezone(place)
    except OverflowError:
        return instant.astimezone(UTC)
