"""A calendar as a table of UTC minutes, open or shut, and the two operations that carry everything."""

from collections.abc import Mapping
from typing import Any

from sla.oracle.hours import Hours, business_day
from sla.oracle.units import DAY, MINUTE
from sla.oracle.zones import MINUTES_A_DAY, local_minutes

_ALWAYS = b"\x01" * MINUTES_A_DAY
_FAR = 20_000  # days that are searched before a deadline is called unreachable


class Calendar:
    """Open minutes of one calendar; a minute is open as a whole or shut as a whole."""

    def __init__(self, spec: Mapping[str, Any] | str, contract_zone: str) -> None:
        always = isinstance(spec, str)
        self.zone = contract_zone if isinstance(spec, str) else str(spec.get("timezone") or contract_zone)
        self.hours = None if isinstance(spec, str) else Hours(spec)
        self.business_day = DAY if isinstance(spec, str) else business_day(spec)
        self._days: dict[int, bytes] = {}
        assert not always or spec == "24x7"

    def day(self, number: int) -> bytes:
        """The 1,440 minutes of one UTC day."""
        if number not in self._days:
            self._days[number] = self._build(number)
        return self._days[number]

    def _build(self, number: int) -> bytes:
        if self.hours is None:
            return _ALWAYS
        local = local_minutes(self.zone, number)
        if isinstance(local, range):
            date, minute = divmod(local[0], MINUTES_A_DAY)
            return (self.hours.minutes(date) + self.hours.minutes(date + 1))[minute : minute + MINUTES_A_DAY]
        return bytes(self.hours.minutes(m // MINUTES_A_DAY)[m % MINUTES_A_DAY] for m in local)

    def is_open(self, at: int) -> bool:
        """Whether the instant lies in a window."""
        day, minute = divmod(at // MINUTE, MINUTES_A_DAY)
        return self.day(day)[minute] == 1

    def counted(self, a: int, b: int) -> int:
        """Open time in [a, b)."""
        if b <= a:
            return 0
        whole = self._open_minutes(a // MINUTE, b // MINUTE) * MINUTE
        return whole + self.is_open(b) * (b % MINUTE) - self.is_open(a) * (a % MINUTE)

    def _open_minutes(self, first: int, last: int) -> int:
        total, minute = 0, first
        while minute < last:
            day, inside = divmod(minute, MINUTES_A_DAY)
            upto = min(last - day * MINUTES_A_DAY, MINUTES_A_DAY)
            total += self.day(day).count(1, inside, upto)
            minute = day * MINUTES_A_DAY + upto
        return total

    def after(self, a: int, need: int) -> int | None:
        """The first instant t >= a with counted(a, t) >= need; None if it is never reached."""
        if need <= 0:
            return a
        need += self.is_open(a) * (a % MINUTE)  # as if asked from the beginning of a's minute
        day, minute = divmod(a // MINUTE, MINUTES_A_DAY)
        for number in range(day, day + _FAR):
            available = self.day(number).count(1, minute) * MINUTE
            if available >= need:
                return self._within(number, minute, need)
            need, minute = need - available, 0
        return None

    def _within(self, day: int, minute: int, need: int) -> int:
        table = self.day(day)
        while True:
            if table[minute]:
                if need <= MINUTE:
                    return (day * MINUTES_A_DAY + minute) * MINUTE + need
                need -= MINUTE
            minute += 1
