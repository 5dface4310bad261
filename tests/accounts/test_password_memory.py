"""Anybody may make the desk compare a password, which takes much memory: never two at once in one process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import ClassVar

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import override_settings

from factories.accounts import NETWORK, NOW, PASSWORD, address_of, person
from upheld.accounts import operations, passwords
from upheld.accounts.operations import CannotSignIn
from upheld.accounts.turns import turns


class Watching(MD5PasswordHasher):
    """Notes for each password whether a second one could be worked on meanwhile."""

    algorithm = "watching"
    overlaps: ClassVar[list[bool]] = []

    def encode(self, password: str, salt: str) -> str:
        self.overlaps.append(not turns().taken)
        return super().encode(password, salt)


@pytest.fixture
def watching(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    monkeypatch.setattr(Watching, "overlaps", [])
    passwords._nobody.cache_clear()
    with override_settings(PASSWORD_HASHERS=[f"{__name__}.{Watching.__name__}"]):
        yield Watching.overlaps
    passwords._nobody.cache_clear()


@pytest.mark.django_db
def test_passwords_are_worked_on_one_at_a_time(watching: list[bool]) -> None:
    who = person("engineer", password=PASSWORD)
    operations.change_password(current=PASSWORD, password="another quiet river", by=who, now=NOW)
    for password in ("another quiet river", "wrong password here"):
        with suppress(CannotSignIn):
            operations.sign_in(address=address_of(who), password=password, network=NETWORK, now=NOW)
    with suppress(CannotSignIn):
        operations.sign_in(address="nobody@example.org", password=PASSWORD, network=NETWORK, now=NOW)
    assert len(watching) > 6
    assert not any(watching)
