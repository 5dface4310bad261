"""Accounts are tested on the real database, seeing everything."""

from __future__ import annotations

import pytest

from upheld.common import scope


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    scope.enter(None)
