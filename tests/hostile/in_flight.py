"""Two transactions of which one is held open just before its commit, while the other runs or waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

import psycopg
from django.db import connection, connections, transaction

from support.processes import eventually
from upheld.database import row_security

WAITS = """
    SELECT EXISTS (
        SELECT FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0
    )
"""


def one_behind_the_other(first: Callable[[], object], second: Callable[[], object]) -> list[BaseException]:
    """Run ``first`` up to its commit, then ``second`` until it is over or waits, then let both end.

    Returns what ``second`` raised; ``first`` must succeed.
    """
    reached, released = threading.Event(), threading.Event()
    failures: list[BaseException] = []
    errors: list[BaseException] = []

    def hold() -> None:
        with transaction.atomic():
            first()
            reached.set()
            assert released.wait(timeout=60)

    one = threading.Thread(target=_run, args=[hold, failures, reached])
    other = threading.Thread(target=_run, args=[second, errors])
    one.start()
    assert reached.wait(timeout=60)
    other.start()
    with psycopg.connect(**_parameters(), autocommit=True) as watcher:
        eventually(lambda: not other.is_alive() or watcher.execute(WAITS).fetchone() == (True,), "it ends or waits")
    released.set()
    for thread in (one, other):
        thread.join(timeout=60)
        assert not thread.is_alive()
    assert failures == []
    return errors


def _run(act: Callable[[], object], errors: list[BaseException], ended: threading.Event | None = None) -> None:
    row_security.enter(None)
    try:
        act()
    except BaseException as error:
        errors.append(error)
    finally:
        if ended:
            ended.set()
        with suppress(Exception):
            connections.close_all()


def _parameters() -> dict[str, object]:
    parameters = connection.get_connection_params()
    return {key: parameters[key] for key in ("host", "port", "dbname", "user", "password") if key in parameters}
