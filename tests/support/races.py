"""Acts that meet on real threads at a chosen moment: threads wait for events and for locks, never for time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections, transaction

from upheld.database import row_security

LONGEST = 60
"""The seconds after which a test gives up on a thread that waits for ever."""
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


class Act:
    """An act on a thread with its own connection."""

    def __init__(self, act: Callable[[], Any]) -> None:
        self._act = act
        self._error: BaseException | None = None
        self._result: Any = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            row_security.enter(None)
            self._result = self._act()
        except BaseException as error:
            self._error = error
        finally:
            connections.close_all()

    def has_ended(self) -> bool:
        return not self._thread.is_alive()

    def result(self) -> Any:
        """Wait for the end, and raise what the act raised."""
        self._thread.join(LONGEST)
        assert self.has_ended(), "a thread waits for ever"
        if self._error is not None:
            raise self._error
        return self._result


@contextmanager
def in_flight(act: Callable[[], Any]) -> Iterator[None]:
    """Run a block while an act has been done and is not committed yet; it is committed at the end of the block."""
    done, release = threading.Event(), threading.Event()

    def run() -> None:
        with transaction.atomic():
            act()
            done.set()
            assert release.wait(LONGEST)

    thread = Act(run)
    assert done.wait(LONGEST)
    try:
        yield
    finally:
        release.set()
        thread.result()


def until_it_waits(act: Act) -> None:
    """Return when an act has ended, or waits for a lock."""
    with connection.cursor() as cursor:
        while not act.has_ended():
            cursor.execute(WAITS, [])
            row = cursor.fetchone()
            if row and row[0]:
                return


def meanwhile(act: Callable[[], Any], *, before: str, run: Callable[[], Any]) -> Any:
    """Run something, and do an act on another thread just before its first statement that holds a text."""
    acts: list[Act] = []

    def interrupt(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if before in sql and not acts:
            acts.append(Act(act))
            acts[0].result()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(interrupt):
        result = run()
    assert acts, f"no statement holds {before!r}"
    return result
