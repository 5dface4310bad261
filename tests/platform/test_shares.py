"""One customer's requests leave a thread to everybody else, and are not refused while a thread is free."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from upheld.operations.shares import BRIEF, CROWDED_FOR, HANDOVER, MOST_GROUPS, Held, Shares

ACME, RIVAL, THIRD = "customer 1", "customer 2", "customer 3"


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


class Meanwhile(threading.Condition):
    """Waiting is over at once, after what happens in the meantime; notes for how long it would have been."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []
        self.happens: Callable[[], object] = lambda: None
        self.woken = 0

    def wait_for(self, predicate: Callable[[], bool], timeout: float | None = None) -> bool:
        assert timeout is not None
        self.seconds.append(timeout)
        before = self.woken
        self.happens()
        return predicate() and self.woken > before

    def notify_all(self) -> None:
        self.woken += 1


class Pool(Shares):
    """Shares whose clock and waits a test controls."""

    def __init__(self, threads: int) -> None:
        self.clock, self.meanwhile = Clock(), Meanwhile()
        super().__init__(threads, self.clock)
        self._changed = self.meanwhile

    def request(self, group: str) -> Held | None:
        """A request that arrives and is let in; None if it was refused."""
        held = self.arrive()
        if self.take(held, group):
            return held
        self.leave(held)
        return None

    def requests(self, group: str, count: int) -> list[Held]:
        entered = [self.request(group) for _ in range(count)]
        assert None not in entered
        return [held for held in entered if held]


@pytest.mark.parametrize(("threads", "most"), [(1, 1), (2, 1), (3, 2), (4, 3), (8, 7)])
def test_whoever_holds_threads_for_long_leaves_one_to_others(threads: int, most: int) -> None:
    pool = Pool(threads)
    pool.requests(ACME, most)
    pool.clock.now += BRIEF
    if threads > 1:
        assert pool.request(ACME) is None
        assert pool.request(RIVAL)
    assert pool.meanwhile.seconds == []


def test_whoever_comes_for_the_last_thread_waits_briefly_and_is_refused_if_nothing_ends() -> None:
    pool = Pool(4)
    pool.requests(ACME, 3)
    pool.clock.now += 0.2
    assert pool.request(ACME) is None
    assert pool.meanwhile.seconds == [pytest.approx(BRIEF - 0.2)]
    assert pool.request(RIVAL)


def test_brief_requests_of_six_connections_are_never_refused() -> None:
    pool = Pool(4)
    under_way = pool.requests(ACME, 3)

    def the_oldest_ends() -> None:
        pool.leave(under_way.pop(0))

    pool.meanwhile.happens = the_oldest_ends
    for _ in range(500):
        pool.clock.now += 0.1
        under_way += pool.requests(ACME, 1)
    assert len(pool.meanwhile.seconds) == 500
    assert len(under_way) == 3


def test_a_request_that_waits_is_let_in_when_somebody_elses_ends() -> None:
    pool = Pool(4)
    theirs = pool.requests(RIVAL, 2)
    pool.requests(ACME, 1)
    pool.meanwhile.happens = lambda: pool.leave(theirs[0])
    assert pool.request(ACME)
    assert len(pool.meanwhile.seconds) == 1


def test_two_groups_that_hold_their_halves_leave_a_thread() -> None:
    pool = Pool(4)
    pool.requests(ACME, 2)
    pool.requests(RIVAL, 1)
    pool.clock.now += BRIEF
    assert pool.request(ACME) is None
    assert pool.request(RIVAL) is None
    assert pool.request(THIRD)


def test_strangers_count_as_others() -> None:
    pool = Pool(4)
    for _ in range(2):
        pool.note_stranger(pool.arrive())
    pool.requests(ACME, 1)
    pool.clock.now += BRIEF
    assert pool.request(ACME) is None
    assert pool.request(RIVAL)


def used_up(somebody: Callable[[Pool], None]) -> Pool:
    """A group has used up its allowance, and runs three requests; somebody came when it had every thread."""
    pool = Pool(4)
    under_way = pool.requests(ACME, 3)
    pool.clock.now += 4
    assert pool.request(ACME) is None
    somebody(pool)
    for held in under_way:
        pool.leave(held)
    pool.requests(ACME, 3)
    return pool


def rival_waited(pool: Pool) -> None:
    held = pool.request(RIVAL)
    assert held
    pool.leave(held)


def stranger_waited(pool: Pool) -> None:
    held = pool.arrive()
    pool.note_stranger(held)
    pool.leave(held)


def rival_did_not_wait(pool: Pool) -> None:
    pool.clock.now += 2 * HANDOVER
    rival_waited(pool)


@pytest.mark.parametrize("somebody", [rival_waited, stranger_waited])
def test_who_has_no_allowance_left_does_not_wait_while_others_do(somebody: Callable[[Pool], None]) -> None:
    pool = used_up(somebody)
    assert pool.request(ACME) is None
    assert pool.meanwhile.seconds == []


def test_others_who_were_there_long_ago_do_not_matter() -> None:
    pool = used_up(rival_waited)
    pool.clock.now += CROWDED_FOR
    for held in pool._held[:]:
        pool.leave(held)
    pool.requests(ACME, 3)
    pool.request(ACME)
    assert len(pool.meanwhile.seconds) == 1


@pytest.mark.parametrize("somebody", [lambda pool: pool.request(ACME), rival_did_not_wait])
def test_who_keeps_nobody_else_waiting_may_wait(somebody: Callable[[Pool], None]) -> None:
    pool = used_up(somebody)
    assert pool.request(ACME) is None
    assert len(pool.meanwhile.seconds) == 1


def test_an_allowance_refills() -> None:
    pool = used_up(rival_waited)
    for held in pool._held[:]:
        pool.leave(held)
    pool.clock.now += 1
    pool.requests(ACME, 3)
    assert pool.request(ACME) is None
    assert len(pool.meanwhile.seconds) == 1


def test_how_long_every_thread_has_been_taken() -> None:
    pool = Pool(2)
    first = pool.arrive()
    pool.clock.now += 1
    assert pool.full_for() == 0
    pool.leave(pool.arrive())
    second = pool.arrive()
    pool.clock.now += 3
    assert pool.full_for() == 3
    pool.leave(first)
    assert pool.full_for() == 0
    pool.leave(second)


def test_idle_groups_are_forgotten() -> None:
    pool = Pool(4)
    assert pool.request("stays")
    for number in range(MOST_GROUPS):
        held = pool.request(f"person {number}")
        assert held
        pool.clock.now += 1
        pool.leave(held)
    pool.clock.now += 10
    assert pool.request("another")
    assert set(pool._usages) == {"stays", "another"} | {f"person {MOST_GROUPS - 1}"}
