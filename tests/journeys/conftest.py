"""A real server on loopback with the tests' database, a real browser, and a world whose present is now."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from factories.world import World, build
from journeys.browser import CHROMIUM, Browsers
from upheld.contracts import queries as contract_queries
from upheld.database import row_security


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for the journeys of a file."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    patch = pytest.MonkeyPatch()
    patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop in this very thread
    with playwright.sync_playwright() as browsers:
        running = browsers.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()
    patch.undo()


@pytest.fixture
def browsers(chromium: Any, live_server: Any) -> Iterator[Browsers]:
    """Pages for this journey; whatever they complain of fails it."""
    opened = Browsers(chromium, live_server.url)
    yield opened
    opened.close()
    assert opened.complaints == []


@pytest.fixture
def present(chromium: Any, transactional_db: None) -> Iterator[World]:
    """A world whose present is now."""
    from django.utils import timezone

    row_security.enter(None)
    contract_queries.forget()
    world = build()
    world.now = timezone.now()
    yield world
    contract_queries.forget()
    connection.close()
