"""The database's clock, as servers have it: acts are not dated by the tests."""

from __future__ import annotations

import pytest

from upheld.database.timekeeping import dating


@pytest.fixture
def database_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on the database dates every act, as it does in a process that serves people."""
    monkeypatch.setattr(dating, "_dates", [])
