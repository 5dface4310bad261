"""A reckoning as rows of text: when, how long, how much of it counted, the running sum, and why."""

from datetime import datetime, timedelta

from upheld.sla.calendar.zones import repeated
from upheld.sla.calendar.zones import zone as zone_named
from upheld.sla.instant import span_micros
from upheld.sla.reckoning.folding import rows
from upheld.sla.reckoning.spans import Reckoning
from upheld.sla.words import say

Row = tuple[str, str, str, str, str, str]


def table(reckoning: Reckoning, *, lang: str = "en", zone: str = "UTC") -> list[Row]:
    """A header and a row for each span, days that are alike in one; instants as local time in the zone."""
    lines = [header(lang)]
    place, total = zone_named(zone), timedelta()
    for row in rows(reckoning.spans, place):
        total += row.amount
        lines.append(
            (
                local(row.start, zone),
                local(row.end, zone),
                duration(row.end - row.start),
                duration(row.amount),
                duration(total),
                row.text(lang, place, duration),
            )
        )
    return lines


def header(lang: str) -> Row:
    """The names of the columns."""
    names = ("from", "to", "length", "counted", "sum", "why")
    words = [say(f"column_{name}", {}, lang) for name in names]
    return words[0], words[1], words[2], words[3], words[4], words[5]


def local(instant: datetime, zone: str) -> str:
    """Date and time in a zone, seconds and less only where they are not zero, the offset where an hour repeats."""
    there = instant.astimezone(zone_named(zone))
    text = there.strftime("%Y-%m-%d %H:%M")
    if there.second or there.microsecond:
        text += there.strftime(":%S")
    return text + (f".{there.microsecond:06}" if there.microsecond else "") + repeated(there)


def duration(amount: timedelta) -> str:
    """Hours and minutes, ``56:03``, with seconds only where they are not zero.

    Long spans stay in hours, as contracts count.
    """
    us = span_micros(amount)
    seconds, rest = divmod(us, 1_000_000)
    text = f"{seconds // 3600}:{seconds // 60 % 60:02}"
    if seconds % 60 or rest:
        text += f":{seconds % 60:02}"
    return text + (f".{rest:06}" if rest else "")
