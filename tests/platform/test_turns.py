"""Nobody keeps others from their turn, whatever they send and from wherever."""

from __future__ import annotations

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.config.serving.turns import LIGHTEST, MOST_OF_OWNER, Owner, Turns

ACME, RIVAL = Owner("customer 1", identified=True), Owner("customer 2", identified=True)
NETWORKS = [Owner(f"network {number}") for number in range(50)]


def begun(turns: Turns[str], most: int = 1000) -> list[str]:
    """Jobs that begin now, without any other ending."""
    jobs = []
    while len(jobs) < most and (turn := turns.take()) is not None:
        jobs.append(turn[1])
    return jobs


def one_by_one(turns: Turns[str]) -> list[str]:
    """All jobs in the order in which a single thread runs them."""
    jobs = []
    while (turn := turns.take()) is not None:
        jobs.append(turn[1])
        turns.end(turn[0])
    return jobs


def test_an_owner_with_many_jobs_waits_for_the_others() -> None:
    turns: Turns[str] = Turns(1)
    for number in range(100):
        turns.add(ACME, "script", f"acme {number}")
    turns.add(RIVAL, "page", "rival")
    assert one_by_one(turns)[:3] == ["acme 0", "rival", "acme 1"]


def test_callers_of_one_owner_take_turns() -> None:
    turns: Turns[str] = Turns(1)
    for number in range(100):
        turns.add(ACME, "script", f"script {number}")
    turns.add(ACME, "page", "colleague")
    assert one_by_one(turns)[:3] == ["script 0", "colleague", "script 1"]


def test_strangers_of_many_networks_have_every_other_turn() -> None:
    turns: Turns[str] = Turns(1)
    for network in NETWORKS:
        turns.add(network, "", "stranger")
    for number in range(3):
        turns.add(ACME, "page", f"acme {number}")
    assert one_by_one(turns)[:6] == ["acme 0", "stranger", "acme 1", "stranger", "acme 2", "stranger"]


@pytest.mark.parametrize(("threads", "most"), [(1, 1), (2, 1), (4, 3), (8, 7)])
def test_an_owner_alone_leaves_a_thread_to_others(threads: int, most: int) -> None:
    turns: Turns[str] = Turns(threads)
    for _ in range(20):
        turns.add(ACME, "script", "acme")
    assert len(begun(turns)) == most
    turns.add(RIVAL, "page", "rival")
    assert begun(turns) == (["rival"] if threads > 1 else [])


def test_two_owners_that_hold_their_halves_leave_a_thread() -> None:
    turns: Turns[str] = Turns(4)
    for _ in range(20):
        turns.add(ACME, "a", "acme")
        turns.add(RIVAL, "b", "rival")
    assert sorted(begun(turns)) == ["acme", "acme", "rival"]
    turns.add(NETWORKS[0], "", "stranger")
    assert begun(turns) == ["stranger"]


def test_a_job_that_ended_makes_room() -> None:
    turns: Turns[str] = Turns(2)
    for number in range(3):
        turns.add(ACME, "a", str(number))
    assert begun(turns) == ["0"]
    turns.end(ACME)
    assert begun(turns) == ["1"]


def waiting(turns: Turns[str], owner: Owner, caller: str, most: int = 10_000) -> int:
    """How many requests of this caller may wait."""
    return next(number for number in range(most) if not turns.add(owner, caller, owner.name))


def test_a_caller_leaves_half_of_the_room_to_colleagues_and_an_owner_to_others() -> None:
    turns: Turns[str] = Turns(4)
    all_of_owner = MOST_OF_OWNER // LIGHTEST
    assert waiting(turns, ACME, "script") == all_of_owner // 2
    assert waiting(turns, ACME, "colleague") == all_of_owner // 4
    assert waiting(turns, RIVAL, "script") == all_of_owner // 2
    assert len(one_by_one(turns)) == all_of_owner // 2 * 2 + all_of_owner // 4
    assert turns._sizes == {}
    assert waiting(turns, ACME, "script") == all_of_owner // 2


def test_large_bodies_count_by_their_size() -> None:
    turns: Turns[str] = Turns(4)
    assert turns.add(ACME, "", "large", MOST_OF_OWNER // 2 - LIGHTEST)
    assert waiting(turns, ACME, "") == 1


def test_many_strangers_who_wait_leave_room_to_other_networks_and_keep_no_one_else_out() -> None:
    turns: Turns[str] = Turns(4)
    for number in range(8):
        for caller in range(300):
            turns.add(Owner(f"network {number}"), str(caller), "stranger")
    assert turns.add(NETWORKS[20], "", "stranger")
    assert turns.add(ACME, "", "acme")


OWNERS = st.sampled_from([ACME, RIVAL, *NETWORKS[:3]])


@given(st.integers(1, 8), st.lists(st.one_of(st.tuples(OWNERS, st.sampled_from("ab")), st.none()), max_size=60))
def test_threads_are_never_idle_beside_somebody_who_holds_none(
    threads: int, steps: list[tuple[Owner, str] | None]
) -> None:
    """Each step adds a job, or ends the oldest that runs; afterwards whatever may begin begins."""
    turns: Turns[tuple[Owner, int]] = Turns(threads)
    running: deque[tuple[Owner, int]] = deque()
    waiting: list[tuple[Owner, int]] = []
    for number, step in enumerate(steps):
        if step is not None:
            turns.add(step[0], step[1], (step[0], number))
            waiting.append((step[0], number))
        elif running:
            turns.end(running.popleft()[0])
        while (turn := turns.take()) is not None:
            assert turn[0] == turn[1][0]
            running.append(turn[1])
            waiting.remove(turn[1])
        assert len(running) <= threads
        holders = {owner for owner, _ in running}
        assert len(running) == threads or all(owner in holders for owner, _ in waiting)
    for _ in range(len(running) + len(waiting)):
        turns.end(running.popleft()[0])
        while (turn := turns.take()) is not None:
            running.append(turn[1])
            waiting.remove(turn[1])
    assert waiting == []
