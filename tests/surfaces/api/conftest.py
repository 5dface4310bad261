"""The API is called as programs call it; what takes long to prepare is prepared where it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A test for each operation takes seconds to make, in every process: only where slow tests are wanted."""
    return True if collection_path.name == "test_hostile.py" and "not slow" in config.option.markexpr else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What failed is remembered as text, and a name made of several brackets is then not the one that was collected.

    The tests that are made for each operation have such names. Read back the same way, `--last-failed` knows them.
    """
    for item in items:
        item._id = type(item.id).parse(item.nodeid)  # pytest offers no other way to name an item


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests share the test's transaction: a request that ends may not close it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
