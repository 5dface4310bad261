"""UTC minutes to local minutes, one zone: the only conversion the reference knows."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

MINUTES_A_DAY = 1440


@cache
def zone(name: str) -> ZoneInfo:
    """Load a zone from the pinned `tzdata` package, not from the machine."""
    *folders, last = name.split("/")
    package = ".".join(["tzdata", "zoneinfo", *folders])
    with files(package).joinpath(last).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


def _offset(name: str, minute: int) -> int:
    moved = datetime.fromtimestamp(minute * 60, UTC).astimezone(zone(name)).utcoffset()
    assert moved is not None
    whole, rest = divmod(round(moved.total_seconds()), 60)
    assert rest == 0, f"{name} was not a whole number of minutes from UTC"
    return whole


@cache
def local_minutes(name: str, day: int) -> Sequence[int]:
    """The local minute (counted from 1970-01-01 00:00 on the wall) of every UTC minute of one UTC day."""
    first = day * MINUTES_A_DAY
    hourly = {_offset(name, minute) for minute in range(first, first + MINUTES_A_DAY + 1, 60)}
    if len(hourly) == 1:
        start = first + hourly.pop()
        return range(start, start + MINUTES_A_DAY)
    return [minute + _offset(name, minute) for minute in range(first, first + MINUTES_A_DAY)]
