"""A calendar as the contract writes it, and the two operations on it: ``counted`` and ``after`` (semantics §2).

Which windows a date has, first match wins: ``dates``; a holiday has none; a make-up day has those of the weekday it
names; else the weekday's. Past the horizon of its holidays a calendar has none at all: nothing is guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, UTC, date, datetime, timedelta
from functools import partial
from typing import Final

from upheld.sla.calendar import holidays as days_off
from upheld.sla.calendar.holidays import Holidays
from upheld.sla.calendar.hours import Always, Compiled, Hours, Meter, Windows
from upheld.sla.calendar.windows import EMPTY_WEEK, Day, Week, service_day, windows_micros
from upheld.sla.calendar.zones import zone
from upheld.sla.instant import DAY, day_number, length, micros, moment, span_micros


@dataclass(frozen=True, slots=True)
class Like:
    """An entry of ``dates`` that borrows the windows of a weekday (0 = Monday)."""

    weekday: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """Service hours. ``always`` is ``24x7``; all else is read from the other fields."""

    always: bool = False
    timezone: str = "UTC"
    week: Week = EMPTY_WEEK
    dates: Mapping[date, Day | Like] = field(default_factory=dict)
    holidays: Holidays | None = None
    stated_business_day: timedelta | None = None
    _hours: list[Hours] = field(default_factory=list, init=False, repr=False, compare=False)
    _meter: list[Meter] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def business_day(self) -> timedelta | None:
        """The counted time of one business day; None where service days differ and none is stated."""
        if self.stated_business_day is not None:
            return self.stated_business_day
        us = DAY if self.always else service_day(self.week)
        return None if us is None else length(us)

    @property
    def hours(self) -> Hours:
        """The compiled hours, created at first use."""
        if not self._hours:
            self._hours.append(compile_hours(self, *self._meter))
        return self._hours[0]

    @property
    def is_unresolved(self) -> bool:
        """Whether the holidays are still a country, whose days a published version carries."""
        return self.holidays is not None and self.holidays.dates is None

    def measure(self, meter: Meter) -> None:
        """Compile the hours anew at their next use, and tell the meter how much is compiled."""
        self._meter[:] = [meter]
        self._hours.clear()

    @property
    def known_until(self) -> datetime | None:
        """The end of the last year whose holidays are known; None if there is no such year.

        The tail of a window that starts in that year is still known.
        """
        last = None if self.holidays is None else days_off.resolve(self.holidays).horizon
        if last is None or last >= MAXYEAR:
            return None
        midnight = datetime(last + 1, 1, 1, tzinfo=zone(self.timezone)).astimezone(UTC)
        tail = [end for _, end in self.hours.spans(micros(midnight), micros(midnight) + 2 * DAY)]
        return moment(tail[-1]) if tail else midnight


ALWAYS: Final = Calendar(always=True)


def counted(calendar: Calendar, start: datetime, end: datetime) -> timedelta | None:
    """Open time in ``[start, end)``, exact; zero if end is not later than start (semantics §2).

    None where the end lies past the horizon of the calendar's holidays: which days are open is not known.
    """
    horizon = calendar.known_until
    if horizon is not None and start < end and end > horizon:
        return None
    return length(calendar.hours.counted(micros(start), micros(end)))


def after(calendar: Calendar, start: datetime, amount: timedelta) -> datetime | None:
    """The first instant ``t >= start`` with ``counted(calendar, start, t) >= amount``, in UTC.

    None where there is none that is known: past the horizon of the calendar's holidays, or past the year 9999.
    """
    instant = calendar.hours.after(micros(start), span_micros(amount))
    return None if instant is None else moment(instant)


def compile_hours(calendar: Calendar, meter: Meter | None = None) -> Hours:
    """The hours of a calendar, its holidays resolved if they are still a country."""
    if calendar.always or _never_shut(calendar):
        return Always()
    off = days_off.resolve(calendar.holidays) if calendar.holidays is not None else Holidays(dates=())
    week = tuple(windows_micros(day) for day in calendar.week)
    special = _exceptions(calendar, off, week)
    shut = _shut_from(off, week, special)
    return Compiled(calendar.timezone, partial(_windows, week, special, shut), frozenset(special), shut, meter)


def _never_shut(calendar: Calendar) -> bool:
    whole = all(windows_micros(day)[:1] == ((0, DAY),) for day in calendar.week)
    return whole and not calendar.dates and calendar.holidays is None


def _exceptions(calendar: Calendar, off: Holidays, week: tuple[Windows, ...]) -> dict[int, Windows]:
    """Return the windows of days that differ from the week. Stronger rules overwrite weaker ones."""
    special: dict[int, Windows] = {day_number(day): week[like] for day, like in off.make_up.items()}
    special.update((day_number(day), ()) for day in off.dates or ())
    for day, entry in calendar.dates.items():
        special[day_number(day)] = week[entry.weekday] if isinstance(entry, Like) else windows_micros(entry)
    return special


def _shut_from(off: Holidays, week: tuple[Windows, ...], special: Mapping[int, Windows]) -> int | None:
    """The first day from which on nothing is open any more, or known to be; None if there is none."""
    if off.horizon is not None:
        return day_number(date(off.horizon, 12, 31)) + 1
    return None if any(week) else max(special, default=0) + 1


def _windows(week: tuple[Windows, ...], special: Mapping[int, Windows], shut: int | None, day: int) -> Windows:
    if shut is not None and day >= shut:
        return ()
    windows = special.get(day)
    return week[(day + 3) % 7] if windows is None else windows
