"""Windows of local wall-clock time, and the week they repeat in (semantics §2, §9)."""

import re
from dataclasses import dataclass
from typing import Final

from upheld.sla.instant import MINUTE
from upheld.sla.interval import cover

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WINDOW = re.compile(r"(\d\d):(\d\d)\s*-\s*(\d\d):(\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Minutes after local midnight; one that runs past midnight ends beyond 1440."""

    start: int
    end: int

    def __str__(self) -> str:
        end = self.end if self.end <= 1440 else self.end - 1440
        return f"{self.start // 60:02}:{self.start % 60:02}-{end // 60:02}:{end % 60:02}"


Day = tuple[Window, ...]
Week = tuple[Day, Day, Day, Day, Day, Day, Day]
EMPTY_WEEK: Final[Week] = ((), (), (), (), (), (), ())


def read_window(text: str) -> Window:
    """``09:00-12:00``, ``18:00-24:00`` or, past midnight, ``22:00-06:00``. ValueError for anything else."""
    match = _WINDOW.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    hours, minutes, end_hours, end_minutes = map(int, match.groups())
    start, end = hours * 60 + minutes, end_hours * 60 + end_minutes
    if max(minutes, end_minutes) > 59 or start >= 1440 or end > 1440 or start == end:
        raise ValueError(text)
    return Window(start, end if end > start else end + 1440)


def read_days(key: str) -> tuple[int, ...]:
    """Read the weekdays of a key of ``week``: a day, a range that may wrap, or a comma list. ValueError otherwise."""
    days: list[int] = []
    for part in key.replace(" ", "").split(","):
        first, dash, last = part.partition("-")
        begin, end = DAYS.index(first), DAYS.index(last if dash else first)
        days += [(begin + step) % 7 for step in range((end - begin) % 7 + 1)]
    return tuple(days)


def windows_micros(day: Day) -> tuple[tuple[int, int], ...]:
    """The windows of a day as spans after midnight, overlaps joined."""
    return tuple((start * MINUTE, end * MINUTE) for start, end in cover((w.start, w.end) for w in day))


def service_day(week: Week) -> int | None:
    """The length in microseconds of a service day, where all of the week are equally long; else None."""
    lengths = {sum(end - start for start, end in windows_micros(day)) for day in week if day}
    return lengths.pop() if len(lengths) == 1 else None
