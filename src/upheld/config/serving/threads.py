"""The threads of a web process. Each keeps a connection to the database, so they are few and are kept."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from upheld.config.serving.turns import Owner, Turns

T = TypeVar("T")
Job = Callable[[], None]


class TooManyWait(Exception):
    """So many requests of the owner, or of strangers altogether, wait that no other may."""


class Threads:
    """Runs jobs in ``count`` threads, as `turns` says."""

    def __init__(self, count: int) -> None:
        self._turns: Turns[Job] = Turns(count)
        self._changed = threading.Condition()
        for number in range(count):
            threading.Thread(target=self._work, name=f"serves {number}", daemon=True).start()

    def run(self, owner: Owner, caller: str, call: Callable[[], T], size: int = 0) -> asyncio.Future[T]:
        """What ``call`` returns or raises, once a thread has run it. Raises TooManyWait; ``size`` as in `Turns.add`."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def job() -> None:
            try:
                outcome = call()
            except BaseException as error:
                loop.call_soon_threadsafe(_settle, future.set_exception, future, error)
            else:
                loop.call_soon_threadsafe(_settle, future.set_result, future, outcome)

        with self._changed:
            if not self._turns.add(owner, caller, job, size):
                raise TooManyWait
            self._changed.notify()
        return future

    def _work(self) -> None:
        while True:
            owner, job = self._next()
            try:
                job()
            finally:
                del job
                with self._changed:
                    self._turns.end(owner)
                    self._changed.notify()

    def _next(self) -> tuple[Owner, Job]:
        with self._changed:
            while (turn := self._turns.take()) is None:
                self._changed.wait()
            return turn


def _settle(settle: Callable[[Any], None], future: asyncio.Future[Any], outcome: Any) -> None:
    if not future.cancelled():
        settle(outcome)
