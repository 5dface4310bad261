"""Which local minutes a calendar opens: windows, holidays, make-up days, dates (section 2 and 9 of the page)."""

from collections.abc import Mapping
from typing import Any

from sla.oracle.units import MINUTE, day_number, duration

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Window = tuple[int, int]
_THURSDAY = 3  # 1970-01-01


def window(text: str) -> Window:
    """Read `HH:MM-HH:MM` as minutes from the date's midnight; an end not after the begin is on the next date."""
    begin, end = (int(part[:2]) * 60 + int(part[3:]) for part in text.split("-"))
    return (begin, end if end > begin else end + 1440)


def week(pattern: Mapping[str, Any]) -> dict[str, list[Window]]:
    """Spread keys such as `mon-fri`, `sat-mon` and `wed,fri` over the seven days."""
    spread: dict[str, list[Window]] = {}
    for key, windows in pattern.items():
        for day in _days(key):
            spread[day] = [window(text) for text in windows]
    return spread


def _days(key: str) -> list[str]:
    if "," in key:
        return [part.strip() for part in key.split(",")]
    first, _, last = key.partition("-")
    if not last:
        return [first]
    start, length = DAYS.index(first), (DAYS.index(last) - DAYS.index(first)) % 7
    return [DAYS[(start + step) % 7] for step in range(length + 1)]


class Hours:
    """The windows of every local date, as strings of 1,440 minutes."""

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self.week = week(spec["week"])
        self.dates = {day_number(key): value for key, value in (spec.get("dates") or {}).items()}
        holidays = spec.get("holidays") or {}
        self.holidays = {day_number(day) for day in holidays.get("dates") or ()}
        self.make_up = {day_number(day): like or "mon" for day, like in (holidays.get("make_up") or {}).items()}
        self._minutes: dict[int, bytes] = {}

    def windows(self, day: int) -> list[Window]:
        """The windows that start on a date; the first rule that matches decides."""
        if day in self.dates:
            return self._written(self.dates[day])
        if day in self.holidays:
            return []
        if day in self.make_up:
            return self.week.get(self.make_up[day], [])
        return self.week.get(DAYS[(day + _THURSDAY) % 7], [])

    def _written(self, entry: Any) -> list[Window]:
        if entry == "closed":
            return []
        if isinstance(entry, Mapping):
            return self.week.get(entry["like"], [])
        return [window(text) for text in entry]

    def minutes(self, day: int) -> bytes:
        """1 for each open minute of a local date: its own windows and the tails of the date before."""
        if day not in self._minutes:
            both = bytearray(2880)
            for shift, windows in ((1440, self.windows(day)), (0, self.windows(day - 1))):
                for begin, end in windows:
                    low, high = begin + shift, min(end + shift, 2880)
                    both[low:high] = b"\x01" * (high - low)
            self._minutes[day] = bytes(both[1440:])
        return self._minutes[day]


def business_day(spec: Mapping[str, Any]) -> int | None:
    """The length of one business day, or None where it would have to be given."""
    if given := spec.get("business_day"):
        return duration(given, None)
    lengths = {_length(windows) for windows in week(spec["week"]).values() if windows}
    return lengths.pop() * MINUTE if len(lengths) == 1 else None


def _length(windows: list[Window]) -> int:
    return len({minute for begin, end in windows for minute in range(begin, end)})
