"""Whose request is next: owners take turns, and so do the callers of one owner."""

from __future__ import annotations

from collections import Counter, deque
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")


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
        self._waiting: dict[bool, dict[Owner, dict[str, deque[T]]]] = {True: {}, False: {}}
        self._running: Counter[Owner] = Counter()

    def add(self, owner: Owner, caller: str, job: T) -> None:
        """The job waits for the turn of this caller of this owner."""
        callers = self._waiting[owner.identified].setdefault(owner, {})
        callers.setdefault(caller, deque()).append(job)

    def take(self) -> tuple[Owner, T] | None:
        """The next job and its owner, who holds a thread from now on; None if no job may begin."""
        for identified, owners in self._waiting.items():
            owner = next(filter(self._may_begin, owners), None)
            if owner is not None:
                job = _next_of(owners, owner)
                self._waiting[identified] = self._waiting.pop(identified)
                self._running[owner] += 1
                return owner, job
        return None

    def end(self, owner: Owner) -> None:
        """A job of the owner is done."""
        self._running[owner] -= 1
        if not self._running[owner]:
            del self._running[owner]

    def _may_begin(self, owner: Owner) -> bool:
        running, own = self._running.total(), self._running[owner]
        most = max(1, (self._threads - (running - own) + 1) // 2)
        return running + 1 < self._threads or (running < self._threads and own < most)


def _next_of(owners: dict[Owner, dict[str, deque[T]]], owner: Owner) -> T:
    callers = owners[owner]
    caller, jobs = next(iter(callers.items()))
    job = jobs.popleft()
    _go_last(callers, caller)
    _go_last(owners, owner)
    return job


def _go_last(queues: dict[Any, Any], key: object) -> None:
    """The queue has had its turn; an empty one is dropped."""
    queue = queues.pop(key)
    if queue:
        queues[key] = queue
