"""Time zones: the pinned ``tzdata`` package before the system's (semantics §2).

This is the only place that reads the time zone database. What the rest needs from a zone is a list of stretches of
constant offset; they are found by asking for the offset once a day and halving where two answers differ. (No zone
has ever changed its offset twice within a week.)
"""

import re
from datetime import datetime, tzinfo
from functools import lru_cache

from upheld.sla.instant import DAY, FIRST, LAST, SECOND, moment, span_micros

Stretch = tuple[int, int, int]
"""From, to, and the local offset that holds between them, in microseconds."""

_NAME = re.compile(r"[A-Za-z0-9_+-]{1,40}(?:/[A-Za-z0-9_+-]{1,40}){0,2}", re.ASCII)
_OF_THE_MACHINE = re.compile(r"localtime|posixrules|Factory|(?:posix|right)/.*")
"""Names in a system's folder that are no IANA zones: what they mean differs from machine to machine."""


@lru_cache(maxsize=1024)
def _load(name: str) -> tzinfo:
    from importlib.resources import files
    from zoneinfo import ZoneInfo

    try:
        source = files("tzdata").joinpath("zoneinfo", *name.split("/"))
        with source.open("rb") as stream:
            return ZoneInfo.from_file(stream, key=name)
    except (OSError, ModuleNotFoundError):
        return ZoneInfo(name)


def zone(name: str) -> tzinfo:
    """The IANA zone of that name. LookupError if there is none."""
    if not _NAME.fullmatch(name) or _OF_THE_MACHINE.fullmatch(name):
        raise LookupError(name[:40])
    try:
        return _load(name)
    except (LookupError, OSError, ValueError) as error:
        raise LookupError(name) from error


def is_zone(name: str) -> bool:
    """Whether the name is an IANA time zone."""
    try:
        zone(name)
    except LookupError:
        return False
    return True


def repeated(local: datetime) -> str:
    """The offset of an aware local time, such as `` +02:00``, where the clock shows that time twice; else nothing."""
    if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return ""
    offset = local.strftime("%z")
    return f" {offset[:3]}:{offset[3:5]}"


def offset_at(place: tzinfo, us: int) -> int:
    """The offset of local time from UTC at an instant, in microseconds."""
    # Local time must not leave the years 1 to 9999 either; no zone changes at those ends.
    clamped = min(max(us, FIRST + 2 * DAY), LAST - 2 * DAY)
    offset = moment(clamped).astimezone(place).utcoffset()
    return 0 if offset is None else span_micros(offset)


def _change(place: tzinfo, before: int, after: int) -> int:
    """The first whole second in ``(before, after]`` with another offset than ``before`` has."""
    offset = offset_at(place, before)
    low, high = before // SECOND, after // SECOND
    while high - low > 1:
        middle = (low + high) // 2
        if offset_at(place, middle * SECOND) == offset:
            low = middle
        else:
            high = middle
    return high * SECOND


@lru_cache(maxsize=4096)
def stretches(name: str, start: int, end: int) -> tuple[Stretch, ...]:
    """The stretches of constant offset that make up ``[start, end)``."""
    place = zone(name)
    parts: list[Stretch] = []
    since, current_offset = start, offset_at(place, start)
    for sample in range(start + DAY, end + DAY, DAY):
        offset = offset_at(place, min(sample, end - 1))
        if offset != current_offset:
            change = _change(place, max(since, sample - DAY), min(sample, end))
            parts.append((since, change, current_offset))
            since, current_offset = change, offset
    parts.append((since, end, current_offset))
    return tuple(parts)


def local(us: int, name: str) -> datetime:
    """The local time of an instant in a zone."""
    return moment(us).astimezone(zone(name))
