"""A stored zone that is damaged: a folder's name, a name too long for a file, no name at all."""

from __future__ import annotations

import pytest

from factories.accounts import NOW, person
from upheld.accounts.models import Organisation
from upheld.database import row_security
from upheld.reports.periods import read_period
from upheld.reports.queries.vendor import is_over

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["America", "a" * 60 + "/" + "b" * 3, "../UTC", "localtime", ""])
def test_the_end_of_a_period_is_found_all_the_same(name: str) -> None:
    row_security.enter(None)
    person("engineer")
    assert Organisation.objects.filter(kind="vendor").update(timezone=name)
    assert is_over(read_period("2025-01"), NOW)
