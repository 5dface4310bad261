"""Surfaces are tested through the whole stack, on the real database."""

from __future__ import annotations

import pytest

from upheld.database import row_security


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    row_security.enter(None)
