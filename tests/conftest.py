"""What every test may use. Database tests run on the embedded PostgreSQL, as the application's role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from upheld.accounts import pace, turns
from upheld.database.timekeeping.dating import recording_at

# A slow machine is no failure.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

TOGETHER = {
    "tests/demo/test_demo.py",
    "tests/nets/test_documents.py",
    "tests/nets/test_pages.py",
    "tests/platform/test_identity.py",
    "tests/platform/test_serve.py",
    "tests/platform/test_setup.py",
}
"""Files whose tests share an installation, a folder of the system, or a state that takes long to make.

The mark ``xdist_group`` has no effect under pytest 9.2, which no longer reads the name that the plugin changes.
"""

pytest_plugins = ["support.clock", "support.database", "support.words", "factories.world"]


@pytest.fixture(autouse=True, scope="session")
def _acts_are_dated_by_tests() -> Iterator[None]:
    """The ``now`` that an operation is given is the date of its act; ``database_time`` lifts this for one test."""
    with recording_at():
        yield


@pytest.fixture(autouse=True)
def _no_memory_of_strangers() -> None:
    """What a process remembers of failed sign-ins and of acts does not pass from one test to the next."""
    turns.turns.cache_clear()
    pace.allowances.forget()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Workers in parallel know tests by their names: those that share one would be run once, unnoticed."""
    shared = [name for name, count in Counter(item.nodeid for item in items).items() if count > 1]
    if shared:
        raise pytest.UsageError(f"tests that share a name: {', '.join(shared[:5])}")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give the tests of each file in ``TOGETHER`` to one worker, and all others one by one."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            path = nodeid.partition("::")[0]
            return path if path in TOGETHER else nodeid

    return ByFile(config, log)
