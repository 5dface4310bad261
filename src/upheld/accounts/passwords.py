"""Password rules, hashing (argon2) and comparison."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings
from django.contrib.auth import hashers
from django.contrib.auth.password_validation import CommonPasswordValidator

from upheld.operations.errors import Refused

SHORTEST, LONGEST, FEWEST_DIFFERENT = 12, 256, 5
TURN = threading.Lock()
"""Serialises hashing in each process, because each hash takes 100 MiB and anybody may try to sign in."""


class TooManyPasswords(Refused):
    """This process hashes or compares as many passwords as it may."""


class CannotUsePassword(Refused):
    """The password is too short, too long, too common, or too similar to the person's data."""


def check(password: str, *, personal: tuple[str, ...] = ()) -> None:
    """Raises CannotUsePassword for an unacceptable password; it must not consist mostly of a ``personal`` word."""
    for code, broken in _rules(password, personal):
        if broken:
            raise CannotUsePassword(code, field="password", shortest=SHORTEST, longest=LONGEST)


def hash_password(password: str) -> str:
    """Hashes a password for storage (argon2). Raises TooManyPasswords."""
    with _turn():
        return hashers.make_password(password)


def matches(password: str, hashed: str | None) -> bool:
    """Compares a password with a hash. Without a hash (no such person) it does the same work and returns false.

    Raises TooManyPasswords.
    """
    compared = hashed or _nobody()
    with _turn():
        same = hashers.check_password(password[:LONGEST], compared)
    return same and hashed is not None


def outdated(hashed: str) -> bool:
    """Tells whether the hash uses weaker settings than the present ones."""
    hasher = hashers.identify_hasher(hashed)
    return hasher.algorithm != hashers.get_hasher().algorithm or hasher.must_update(hashed)


def _rules(password: str, personal: tuple[str, ...]) -> list[tuple[str, bool]]:
    lowered = password.casefold()
    return [
        ("password_too_short", len(password) < SHORTEST),
        ("password_too_long", len(password) > LONGEST),
        ("password_too_common", lowered in _common() or len(set(lowered)) < FEWEST_DIFFERENT),
        ("password_personal", any(_makes_up(word.casefold(), lowered) for word in personal)),
    ]


def _makes_up(word: str, password: str) -> bool:
    return len(word) >= 4 and word in password and len(password) - len(word) < SHORTEST // 2


@contextmanager
def _turn() -> Iterator[None]:
    """Waits until no other password is at work in this process. Raises TooManyPasswords if too many wait already."""
    places = _places()
    if not places.acquire(blocking=False):
        raise TooManyPasswords("too_many_passwords")
    try:
        with TURN:
            yield
    finally:
        places.release()


@cache
def _places() -> threading.BoundedSemaphore:
    """Those who hash or wait for it hold a web thread each; a quarter of the threads stays free for everybody else."""
    return threading.BoundedSemaphore(max(1, settings.WEB_THREADS * 3 // 4))


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


@cache
def _nobody() -> str:
    return hash_password("the password of nobody")
