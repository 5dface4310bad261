"""Anybody may make the desk compare a password, which takes much memory: never two at once in one process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import override_settings

from upheld.accounts import passwords, turns


class Watching(MD5PasswordHasher):
    """Notes for each password whether a second one could be worked on meanwhile."""

    algorithm = "watching"
    overlaps: ClassVar[list[bool]] = []

    def encode(self, password: str, salt: str) -> str:
        free = turns.TURN.acquire(blocking=False)
        if free:
            turns.TURN.release()
        self.overlaps.append(free)
        return super().encode(password, salt)


@pytest.fixture
def watching(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    monkeypatch.setattr(Watching, "overlaps", [])
    passwords._nobody.cache_clear()
    with override_settings(PASSWORD_HASHERS=[f"{__name__}.{Watching.__name__}"]):
        yield Watching.overlaps
    passwords._nobody.cache_clear()


def test_passwords_are_worked_on_one_at_a_time(watching: list[bool]) -> None:
    hashed = passwords.hash_password("correct horse battery")
    assert passwords.matches("correct horse battery", hashed)
    assert not passwords.matches("wrong horse battery", hashed)
    assert not passwords.matches("correct horse battery", None)
    assert len(watching) == 5
    assert not any(watching)
