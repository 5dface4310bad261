"""Why a calendar is closed: each closed stretch with its cause (semantics §2).

Causes: ``night`` (before the first or after the last window of a day), ``lunch`` and ``break`` (between two windows),
``outside`` (other hours without a window), and of whole days ``holiday``, ``weekend``, ``day_off`` (a weekday without
windows), ``date`` (closed by the contract's ``dates``) and ``unknown`` (past the last year whose holidays are known).
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from upheld.sla.calendar.calendar import Calendar
from upheld.sla.calendar.holidays import Holidays, resolve
from upheld.sla.calendar.hours import Compiled
from upheld.sla.calendar.zones import offset_at, zone
from upheld.sla.instant import DAY, HOUR

WHOLE_DAYS: Final = frozenset({"holiday", "weekend", "day_off", "date", "unknown"})
NOON: Final = 12 * HOUR
_EPOCH: Final = date(1970, 1, 1)


class Closure(NamedTuple):
    """A closed stretch in microseconds. ``day`` is the first local date of a whole day, else empty."""

    start: int
    end: int
    cause: str
    day: str = ""


class Closures:
    """The causes of one calendar."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._zone = zone(calendar.timezone)
        source = resolve(calendar.holidays) if calendar.holidays is not None else Holidays(dates=())
        self._holidays, self._horizon, self._make_up = frozenset(source.dates or ()), source.horizon, source.make_up

    def of(self, start: int, end: int) -> list[Closure]:
        """The causes of a stretch in which the calendar is closed. Nights beside a closed day belong to it."""
        closures: list[Closure] = []
        for piece in self._pieces(start, end):
            if closures and (cause := _joint(closures[-1], piece)) is not None:
                closures[-1] = Closure(closures[-1].start, piece.end, cause.cause, cause.day)
            else:
                closures.append(piece)
        return closures

    def special(self, start: int) -> str:
        """Why a day is open otherwise than its weekday: ``make_up``, ``date``, or nothing."""
        day = self._date((start + offset_at(self._zone, start)) // DAY)
        if day in self._calendar.dates:
            return "date"
        return "make_up" if day in self._make_up and day not in self._holidays else ""

    def _pieces(self, start: int, end: int) -> Iterator[Closure]:
        """One piece for each local date."""
        while start < end:
            offset = offset_at(self._zone, start)
            day, since = divmod(start + offset, DAY)
            midnight = (day + 1) * DAY - offset_at(self._zone, start + DAY - since)
            stop = min(end, midnight if midnight > start else start + DAY - since)
            yield Closure(start, stop, *self._cause(day, since, since + stop - start))
            start = stop

    def _cause(self, day: int, since: int, until: int) -> tuple[str, str]:
        hours = self._calendar.hours
        windows = hours.windows_of(day) if isinstance(hours, Compiled) else ()
        if not windows:
            return self._day_cause(self._date(day)), str(self._date(day))
        begins, ends = min(start for start, _ in windows), max(end for _, end in windows)
        if until <= begins or since >= ends:
            return ("night" if until <= NOON or since >= NOON else "outside"), ""
        return ("lunch" if 10 * HOUR <= since <= 15 * HOUR and until - since <= 3 * HOUR else "break"), ""

    def _day_cause(self, day: date) -> str:
        if self._horizon is not None and day.year > self._horizon:
            return "unknown"
        if day in self._calendar.dates:
            return "date"
        if day in self._holidays:
            return "holiday"
        return "weekend" if day.weekday() >= 5 else "day_off"

    @staticmethod
    def _date(day: int) -> date:
        return _EPOCH + timedelta(days=day)


def _joint(before: Closure, after: Closure) -> Closure | None:
    """The closure of two neighbours that covers both: they share a cause, or one is a night beside a closed day."""
    if before.cause == after.cause and before.cause != "holiday":
        return before
    if after.cause == "night" and before.cause in WHOLE_DAYS:
        return before
    return after if before.cause == "night" and after.cause in WHOLE_DAYS else None
