"""Whose request is next: owners take turns, and so do the callers of one owner."""

from __future__ import annotations

from collections import Counter, deque
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")

LIGHTEST = 1024 * 1024
"""Bytes for which a waiting request counts at least."""
MOST_OF_OWNER = 256 * LIGHTEST
"""Bytes that the waiting requests of one owner may have together."""
MOST = 8 * MOST_OF_OWNER
"""Bytes that the waiting requests of all strangers may have together, and so those of everybody else."""


class Owner(NamedTuple):
    """Who shares turns: a customer or a person of the vendor, both identified, or a network of strangers."""

    name: str
    identified: bool = False


class Turns(Generic[T]):
    """Jobs that wait for one of ``threads`` threads; not safe for use by several threads at once.

    Strangers together have every other turn, however many networks they come from. The last free thread is kept for
    owners that hold less than half of the threads that others leave.
    """

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._waiting: dict[bool, dict[Owner, dict[str, deque[tuple[T, int]]]]] = {True: {}, False: {}}
        self._sizes: Counter[Owner | tuple[Owner, str] | bool] = Counter()
        self._running: Counter[Owner] = Counter()

    def add(self, owner: Owner, caller: str, job: T, size: int = 0) -> bool:
        """Let the job, with a body of ``size`` bytes, wait for the turn of this caller; False if too many wait.

        A caller may have half of what the other callers of the owner leave, and an owner half of what other owners do.
        """
        size = max(LIGHTEST, size)
        of_all, of_owner, of_caller = (self._sizes[key] for key in _keys(owner, caller))
        if 2 * of_owner + size > MOST - (of_all - of_owner) or of_owner + size > MOST_OF_OWNER:
            return False
        if 2 * of_caller + size > MOST_OF_OWNER - (of_owner - of_caller):
            return False
        self._sizes.update(dict.fromkeys(_keys(owner, caller), size))
        callers = self._waiting[owner.identified].setdefault(owner, {})
        callers.setdefault(caller, deque()).append((job, size))
        return True

    def take(self) -> tuple[Owner, T] | None:
        """The next job and its owner, who holds a thread from now on; None if no job may begin."""
        for identified, owners in self._waiting.items():
            owner = next(filter(self._may_begin, owners), None)
            if owner is not None:
                caller, (job, size) = _next_of(owners, owner)
                self._waiting[identified] = self._waiting.pop(identified)
                self._forget(owner, caller, size)
                self._running[owner] += 1
                return owner, job
        return None

    def end(self, owner: Owner) -> None:
        """A job of the owner is done."""
        self._running[owner] -= 1
        if not self._running[owner]:
            del self._running[owner]

    def _forget(self, owner: Owner, caller: str, size: int) -> None:
        """The job does not wait any more."""
        for key in _keys(owner, caller):
            self._sizes[key] -= size
            if not self._sizes[key]:
                del self._sizes[key]

    def _may_begin(self, owner: Owner) -> bool:
        running, own = self._running.total(), self._running[owner]
        most = max(1, (self._threads - (running - own) + 1) // 2)
        return running + 1 < self._threads or (running < self._threads and own < most)


def _keys(owner: Owner, caller: str) -> tuple[bool, Owner, tuple[Owner, str]]:
    """What the sizes of waiting jobs are counted by."""
    return owner.identified, owner, (owner, caller)


def _next_of(owners: dict[Owner, dict[str, deque[T]]], owner: Owner) -> tuple[str, T]:
    callers = owners[owner]
    caller, jobs = next(iter(callers.items()))
    job = jobs.popleft()
    _go_last(callers, caller)
    _go_last(owners, owner)
    return caller, job


def _go_last(queues: dict[Any, Any], key: object) -> None:
    """The queue has had its turn; an empty one is dropped."""
    queue = queues.pop(key)
    if queue:
        queues[key] = queue
