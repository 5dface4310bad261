"""Costly requests leave threads free, and nobody waits for what is known to be slow."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import count

import pytest

from upheld.operations.slots import Slot, Slots

SOON = 30.0
PATIENCE = 5.0
GROUP, OTHER = "customer 1", "customer 2"


def taken(slots: Slots) -> list[Slot]:
    """Slots taken by different groups until there are none."""
    held = []
    for number in count():
        slot = slots.take(f"person {number}")
        if slot is None:
            return held
        held.append(slot)
    raise AssertionError


def beside(act: Callable[[], Slot | None]) -> tuple[threading.Thread, list[Slot | None]]:
    """Run ``act`` in a thread; its result appears in the list."""
    results: list[Slot | None] = []
    thread = threading.Thread(target=lambda: results.append(act()), daemon=True)
    thread.start()
    return thread, results


def until_waiting(slots: Slots, thread: threading.Thread) -> None:
    while not slots._waiting:
        thread.join(0.01)


@pytest.mark.parametrize("threads", [2, 3, 4, 8, 64])
def test_half_of_the_threads_stay_free(threads: int) -> None:
    slots = Slots(threads)
    held = taken(slots)
    assert len(held) == threads // 2
    slots.free(held[0])
    assert slots.take(OTHER)


def test_a_group_has_a_quarter() -> None:
    slots = Slots(8)
    held = [slots.take(GROUP) for _ in range(3)]
    assert [slot is not None for slot in held] == [True, True, False]
    assert len(taken(slots)) == 2


def test_a_slot_that_is_given_back_goes_to_whoever_waits() -> None:
    slots = Slots(4)
    slot = slots.take(GROUP)
    assert slot is not None
    thread, results = beside(lambda: slots.take(GROUP, SOON))
    until_waiting(slots, thread)
    slots.free(slot)
    thread.join(SOON)
    assert [result is not None for result in results] == [True]


def test_one_request_of_a_group_waits() -> None:
    slots = Slots(8)
    held = [slots.take(GROUP) for _ in range(2)]
    first, _ = beside(lambda: slots.take(GROUP, SOON))
    until_waiting(slots, first)
    second, results = beside(lambda: slots.take(GROUP, SOON))
    second.join(SOON)
    assert results == [None]
    for slot in held:
        assert slot
        slots.free(slot)


def test_nobody_waits_for_what_is_known_to_be_slow() -> None:
    instants = iter([0.0, 0.0, PATIENCE, PATIENCE, PATIENCE])
    slots = Slots(4, clock=lambda: next(instants))
    assert slots.take(GROUP, PATIENCE)
    thread, results = beside(lambda: slots.take(GROUP, PATIENCE))
    thread.join(SOON)
    assert results == [None]


def test_those_who_wait_leave_a_thread_free() -> None:
    instants = [1e6]
    slots = Slots(4, clock=lambda: instants[0])
    held = taken(slots)
    instants[0] = 0.0
    first, _ = beside(lambda: slots.take(GROUP, SOON))
    until_waiting(slots, first)
    second, results = beside(lambda: slots.take(OTHER, SOON))
    second.join(SOON)
    assert results == [None]
    for slot in held:
        slots.free(slot)
