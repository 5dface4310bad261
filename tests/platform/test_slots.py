"""Whatever is slow leaves a thread free, and nobody waits for what is known to be slow."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import count

import pytest

from upheld.operations.slots import COSTLY, PASSWORD, QUICK, Slot, Slots

SOON = 30.0


def taken(slots: Slots, *kinds: str) -> list[Slot]:
    """Slots taken by clients of different addresses until there are none, kind by kind."""
    held = []
    for kind in kinds:
        for number in count():
            slot = slots.take(kind, f"203.0.113.{number}")
            if slot is None:
                break
            held.append(slot)
    return held


def beside(act: Callable[[], Slot | None]) -> tuple[threading.Thread, list[Slot | None]]:
    """Run ``act`` in a thread; its result appears in the list."""
    results: list[Slot | None] = []
    thread = threading.Thread(target=lambda: results.append(act()), daemon=True)
    thread.start()
    return thread, results


@pytest.mark.parametrize("threads", [2, 3, 4, 8, 64])
@pytest.mark.parametrize("kinds", [(PASSWORD, COSTLY), (COSTLY, PASSWORD)])
def test_both_kinds_together_leave_a_thread_free(threads: int, kinds: tuple[str, str]) -> None:
    slots = Slots(threads)
    held = taken(slots, *kinds)
    assert 1 <= len(held) < threads
    slots.free(held[0])
    assert slots.take(held[0].kind, "198.51.100.1")


@pytest.mark.parametrize("kind", [PASSWORD, COSTLY])
def test_one_kind_takes_half_of_the_threads_and_one_address_half_of_these(kind: str) -> None:
    slots = Slots(8)
    held = [slots.take(kind, "192.0.2.1") for _ in range(3)]
    assert [slot is not None for slot in held] == [True, True, False]
    assert len(taken(slots, kind)) == 2


def test_a_slot_that_is_given_back_goes_to_whoever_waits() -> None:
    slots = Slots(4)
    slot = slots.take(PASSWORD, "192.0.2.1")
    assert slot is not None
    thread, results = beside(lambda: slots.take(PASSWORD, "192.0.2.1", QUICK * 100))
    slots.free(slot)
    thread.join(SOON)
    assert [result is not None for result in results] == [True]


def test_nobody_waits_for_what_is_known_to_be_slow() -> None:
    instants = iter([0.0, 0.0, QUICK, QUICK, QUICK])
    slots = Slots(4, clock=lambda: next(instants))
    assert slots.take(PASSWORD, "192.0.2.1", QUICK)
    thread, results = beside(lambda: slots.take(PASSWORD, "192.0.2.1", 10 * SOON))
    thread.join(SOON)
    assert results == [None]


def test_those_who_wait_leave_a_thread_free() -> None:
    instants = [1e6]
    slots = Slots(4, clock=lambda: instants[0])
    held = taken(slots, PASSWORD)
    instants[0] = 0.0
    first, _ = beside(lambda: slots.take(PASSWORD, "198.51.100.1", 10 * SOON))
    while not slots._waiting:
        first.join(0.01)
    second, results = beside(lambda: slots.take(PASSWORD, "198.51.100.2", 10 * SOON))
    second.join(SOON)
    assert results == [None]
    for slot in held:
        slots.free(slot)
