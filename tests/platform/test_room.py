"""Whoever takes most of the room loses what they have had for longest, and nobody else anything."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from upheld.config.serving.room import LEAST, Room
from upheld.config.serving.turns import Owner

ACME, RIVAL, NETWORK = Owner("customer 1", identified=True), Owner("customer 2", identified=True), Owner("network 1")
SOON = 30.0


class Stays:
    """Takes its place, and stays until it is ended."""

    def __init__(self, room: Room, owner: Owner, size: int = LEAST) -> None:
        self.ended = False
        self.task = asyncio.ensure_future(self._stay(room, owner, size))

    async def _stay(self, room: Room, owner: Owner, size: int) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(SOON) as limit:
                with room.place(owner, size, limit):
                    await asyncio.Event().wait()
        self.ended = True


async def _settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def _ended(stays: list[Stays]) -> list[bool]:
    await _settled()
    states = [each.ended for each in stays]
    for each in stays:
        each.task.cancel()
    await asyncio.gather(*(each.task for each in stays), return_exceptions=True)
    return states


def test_the_oldest_of_whoever_takes_most_is_ended() -> None:
    async def run() -> list[bool]:
        room = Room(4 * LEAST)
        stays = []
        for owner in (RIVAL, ACME, ACME, ACME, NETWORK):
            stays.append(Stays(room, owner))
            await _settled()
        return await _ended(stays)

    assert asyncio.run(run()) == [False, True, False, False, False]


def test_sizes_count() -> None:
    async def run() -> list[bool]:
        room = Room(10 * LEAST)
        stays = []
        for owner, size in ((RIVAL, 1), (ACME, 6 * LEAST), (RIVAL, 1), (NETWORK, 4 * LEAST)):
            stays.append(Stays(room, owner, size))
            await _settled()
        return await _ended(stays)

    assert asyncio.run(run()) == [False, True, False, False]


def test_what_is_too_large_for_the_room_ends_its_owners_others_only() -> None:
    async def run() -> list[bool]:
        room = Room(2 * LEAST)
        stays = []
        for owner, size in ((RIVAL, 1), (ACME, 1), (ACME, 3 * LEAST)):
            stays.append(Stays(room, owner, size))
            await _settled()
        return await _ended(stays)

    assert asyncio.run(run()) == [False, True, False]


def test_room_comes_back() -> None:
    async def run() -> None:
        room = Room(LEAST)
        for _ in range(3):
            async with asyncio.timeout(SOON) as limit:
                with room.place(ACME, 1, limit) as place:
                    place.extend(asyncio.get_running_loop().time() + SOON)
                    await asyncio.sleep(0)
        assert room._left == LEAST
        assert room._places == {}

    asyncio.run(run())


def test_a_place_that_was_ended_cannot_be_extended() -> None:
    async def extended_too_late() -> None:
        room = Room(LEAST)
        async with asyncio.timeout(SOON) as older, asyncio.timeout(SOON) as newer:
            with room.place(ACME, 1, older) as place, room.place(ACME, 1, newer):
                place.extend(asyncio.get_running_loop().time() + SOON)
                await asyncio.sleep(0)

    with pytest.raises(TimeoutError):
        asyncio.run(extended_too_late())


def test_room_is_found_at_the_instant_when_the_deadline_of_another_place_passes() -> None:
    """The deadline has passed, and the loop has not told the older client yet."""

    async def run() -> tuple[int, bool]:
        room = Room(LEAST)
        loop = asyncio.get_running_loop()
        older = asyncio.timeout_at(loop.time())
        with suppress(TimeoutError):
            async with older:
                with room.place(ACME, 1, older) as place:
                    while not older.expired():
                        try:
                            await asyncio.sleep(0)
                        except asyncio.CancelledError:
                            async with asyncio.timeout(SOON) as newer:
                                with room.place(NETWORK, 1, newer):
                                    await asyncio.sleep(0)
                            with pytest.raises(TimeoutError):
                                place.extend(loop.time() + SOON)
                            raise
        return room._left, place.ended

    assert asyncio.run(run()) == (LEAST, True)
