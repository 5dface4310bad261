"""Instants as integer microseconds since 1970 (UTC), durations as integer microseconds, and how both are written."""

import re
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHORT = re.compile(r"(\d+)(m|h|d|bd)")
_ISO = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def instant(value: object) -> int:
    """Read an RFC 3339 instant (or an aware datetime) as microseconds since 1970."""
    if not isinstance(value, datetime):
        value = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    return (value - _EPOCH) // timedelta(microseconds=1)


def written(at: int | None) -> str | None:
    """Write an instant as RFC 3339 in UTC; microseconds only where they are not zero."""
    if at is None:
        return None
    text = (_EPOCH + timedelta(microseconds=at)).isoformat(timespec="auto")
    return text.replace("+00:00", "Z")


def duration(value: object, business_day: int | None) -> int:
    """Read `15m`, `4h`, `2d`, `5bd` or ISO 8601 as microseconds."""
    text = str(value)
    if short := _SHORT.fullmatch(text):
        if short[2] == "bd" and business_day is None:
            raise ValueError(f"{text}: this calendar has no business day")
        unit = {"m": MINUTE, "h": HOUR, "d": DAY, "bd": business_day or 0}[short[2]]
        return int(short[1]) * unit
    if iso := _ISO.fullmatch(text):
        return sum(int(n or 0) * unit for n, unit in zip(iso.groups(), (DAY, HOUR, MINUTE, SECOND), strict=True))
    raise ValueError(f"not a duration: {text}")


def seconds(amount: int | Fraction | None) -> int | float | None:
    """Write a duration in seconds, rounded half even to the microsecond."""
    if amount is None:
        return None
    micros = round(Fraction(amount))
    return micros // SECOND if micros % SECOND == 0 else micros / SECOND


def day_number(value: object) -> int:
    """Read a calendar date as days since 1970-01-01."""
    day = value if isinstance(value, date) else date.fromisoformat(str(value))
    return day.toordinal() - _EPOCH.toordinal()
