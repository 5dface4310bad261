"""Instants for random facts: after some gap, or at the very edge of something."""

from random import Random
from typing import Any

from sla.oracle.assess import assess_contract
from sla.oracle.contract import Contract
from sla.oracle.telling import tell
from sla.oracle.units import DAY, HOUR, MINUTE, SECOND, instant

Fact = dict[str, Any]
_GAPS = (0, 1, 7, SECOND, MINUTE, 5 * MINUTE, 20 * MINUTE, HOUR, HOUR, 3 * HOUR, 9 * HOUR, DAY, 2 * DAY)
_NUDGES = (0, 0, 0, 1, -1, MINUTE)


class Moments:
    """Facts as far as they are drawn, and instants before and after now."""

    def __init__(self, random: Random, terms: dict[str, Any], begin: int, *, long: bool) -> None:
        self.random = random
        self.contract = Contract(terms)
        self.now = begin
        self.long = long
        self.facts: list[Fact] = []

    def moment(self) -> int:
        """A later instant (or the same): after some gap, or at the edge of a deadline, a silence, a window."""
        if self.random.random() < 0.35:
            edges = [edge + self.random.choice(_NUDGES) for edge in self._edges()]
            if later := [edge for edge in edges if self.now <= edge < self.now + 20 * DAY]:
                return self.random.choice(later)
        gap = self.random.choice(_GAPS[3:] if self.long else _GAPS)
        gap *= self.random.randint(1, 90) if self.long else 1
        return self.now + (gap if self.random.random() < 0.4 else self.random.randint(0, gap))

    def _edges(self) -> list[int]:
        if self.random.random() < 0.2:
            return self._window_edges()
        story = tell(self.contract, list(self.facts), self.now)
        limits = [d.silence_at for d in story.undecided() if d.silence_at is not None]
        if story.accepted_at is not None and self.contract.reopening:
            limits.append(self.contract.reopening.limit(story.accepted_at) or 0)
        seen = assess_contract(self.contract, list(self.facts), self.now).readings
        return limits + [instant(reading["due_at"]) for reading in seen if reading["due_at"]]

    def _window_edges(self) -> list[int]:
        calendar = self.contract.calendars["office"]
        minutes = [self.now // MINUTE + n for n in range(1, 24 * 60)]
        status = [calendar.is_open(minute * MINUTE) for minute in minutes]
        turns = [m for m, a, b in zip(minutes[1:], status, status[1:], strict=False) if a != b]
        return [minute * MINUTE for minute in turns]

    def earlier(self) -> int:
        """An instant between the first fact and now, rarely outside."""
        if self.random.random() < 0.06:
            return self.now + self.random.choice((1, -40 * DAY))
        known = [instant(fact["at"]) for fact in self.facts] or [self.now]
        if self.random.random() < 0.5:
            return min(self.random.choice(known), self.now) + self.random.choice((0, 0, 0, 1))
        return self.random.randint(min(known[0], self.now), self.now)

    def later(self) -> int:
        """The edge of something ahead, or some instant after now."""
        ahead = [edge for edge in self._edges() if edge > self.now] or [self.now + self.random.choice(_GAPS)]
        return self.random.choice(ahead) + self.random.choice(_NUDGES)
