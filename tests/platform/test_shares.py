"""One customer's requests leave threads to everybody else, and ordinary use is never refused."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import pytest

from upheld.operations.shares import MOST_GROUPS, Shares

SOON = 30.0


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def used_up(threads: int, group: str = "customer 1") -> tuple[Shares, Clock]:
    """Shares of which a group has used up its allowance by holding every thread; it holds none now."""
    clock = Clock()
    shares = Shares(threads, clock)
    for _ in range(threads):
        assert shares.take(group, 0)
    clock.now += 2 * threads
    for _ in range(threads):
        shares.end(group)
    return shares, clock


def waiting(shares: Shares, group: str = "customer 1") -> tuple[threading.Thread, list[bool]]:
    """A request that waits in a thread of its own; its result appears in the list."""
    results: list[bool] = []
    before = shares._waiting
    thread = threading.Thread(target=lambda: results.append(shares.take(group, SOON)), daemon=True)
    thread.start()
    while shares._waiting == before:
        thread.join(0.01)
    return thread, results


@pytest.mark.parametrize(("threads", "running", "queued"), [(1, 1, 0), (2, 1, 0), (3, 1, 0), (4, 2, 1), (8, 4, 2)])
def test_a_group_that_floods_leaves_a_thread_to_others(threads: int, running: int, queued: int) -> None:
    shares, _ = used_up(threads)
    assert [shares.take("customer 1", 0) for _ in range(running + 1)] == [True] * running + [False]
    queue = [waiting(shares) for _ in range(queued)]
    refused: list[bool] = []
    further = threading.Thread(target=lambda: refused.append(shares.take("customer 1", 10 * SOON)), daemon=True)
    further.start()
    further.join(SOON)
    assert refused == [False]
    assert threads == 1 or running + queued < threads
    assert all(shares.take("customer 2", 0) for _ in range(threads))
    for _ in queue:
        shares.end("customer 1")
    for thread, results in queue:
        thread.join(SOON)
        assert results == [True]


def test_bursts_are_paid_from_the_allowance() -> None:
    clock = Clock()
    shares = Shares(4, clock)
    for _ in range(100):
        assert all(shares.take("customer 1", 0) for _ in range(6))
        clock.now += 0.05
        for _ in range(6):
            shares.end("customer 1")
        clock.now += 0.3
    assert all(shares.take("customer 1", 0) for _ in range(6))


def test_requests_under_way_use_up_the_allowance() -> None:
    clock = Clock()
    shares = Shares(4, clock)
    assert all(shares.take("customer 1", 0) for _ in range(4))
    clock.now += 1.5
    assert not shares.take("customer 1", 0)


def test_an_allowance_refills() -> None:
    shares, clock = used_up(4)
    clock.now += 1
    assert all(shares.take("customer 1", 0) for _ in range(3))


def test_who_waits_is_before_who_comes_later() -> None:
    shares, _ = used_up(4)
    assert all(shares.take("customer 1", 0) for _ in range(2))
    thread, results = waiting(shares)
    with shares._ended:
        shares.end("customer 1")
        assert not shares.take("customer 1", 0)
    thread.join(SOON)
    assert results == [True]


def test_who_waits_in_vain_is_refused_and_leaves_the_queue() -> None:
    shares, _ = used_up(4)
    assert all(shares.take("customer 1", 0) for _ in range(2))
    assert not shares.take("customer 1", 0.01)
    assert shares._waiting == 0


def test_idle_groups_are_forgotten() -> None:
    clock = Clock()
    shares = Shares(4, clock)
    assert shares.take("stays", 0)
    for number in range(MOST_GROUPS):
        shares.take(f"person {number}", 0)
        shares.end(f"person {number}")
    clock.now += 10
    assert shares.take("another", 0)
    assert set(shares._usages) == {"stays", "another"} | {f"person {MOST_GROUPS - 1}"}
