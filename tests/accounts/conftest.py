"""Accounts are tested on the real database, seeing everything."""

from __future__ import annotations

import pytest

from upheld.database import row_security


@pytest.fixture(autouse=True)
def _database(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("transactional_db" if request.node.get_closest_marker("django_db") else "db")
    row_security.enter(None)
