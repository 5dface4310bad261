"""Room for bodies that are being received and answers that are being sent, as long as their clients take.

A client that stops has a deadline. If there is no more room, whoever takes most of it loses what they have had for
longest, so that clients that send and read quickly are never in the way of slow ones, nor the other way round.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from upheld.config.serving.turns import Owner

LEAST = 64 * 1024
"""Bytes for which anything counts at least."""


@dataclass(slots=True, eq=False)
class Place:
    """Bytes that are taken until ``limit``, unless they are needed earlier."""

    size: int
    limit: asyncio.Timeout
    ended: bool = False

    def extend(self, until: float) -> None:
        """The client goes on: the limit is ``until`` now, in the loop's time. Raises TimeoutError if it was ended."""
        if self.ended or self.limit.expired():
            raise TimeoutError
        self.limit.reschedule(until)

    def end(self) -> None:
        """The room is needed: the limit is now."""
        self.ended = True
        if not self.limit.expired():  # a deadline that has passed cannot be moved
            self.limit.reschedule(asyncio.get_running_loop().time())


class Room:
    """Room for so many bytes; for use in one event loop."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._places: dict[Owner, list[Place]] = {}

    @contextmanager
    def place(self, owner: Owner, size: int, limit: asyncio.Timeout) -> Iterator[Place]:
        """Takes ``size`` bytes of the room within the block; ``limit`` is brought forward when they are needed."""
        place = Place(max(LEAST, size), limit)
        self._places.setdefault(owner, []).append(place)
        self._left -= place.size
        try:
            while self._left < 0 and self._end_one(place):
                pass
            yield place
        finally:
            self._remove(owner, place)

    def _end_one(self, newest: Place) -> bool:
        """End the oldest place of whoever takes most; False if that is the newest of all."""
        owner = max(self._places, key=lambda owner: sum(place.size for place in self._places[owner]))
        oldest = self._places[owner][0]
        if oldest is newest:
            return False
        oldest.end()
        self._remove(owner, oldest)
        return True

    def _remove(self, owner: Owner, place: Place) -> None:
        places = self._places.get(owner, [])
        if place in places:
            places.remove(place)
            self._left += place.size
            if not places:
                del self._places[owner]
