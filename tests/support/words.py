"""In tests a missing word is an error."""

import pytest

from upheld.i18n import words


@pytest.fixture(autouse=True, scope="session")
def _strict_words() -> None:
    words.be_strict()
