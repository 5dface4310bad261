"""Password rules, hashing (argon2) and comparison."""

from __future__ import annotations

from functools import cache

from django.contrib.auth import hashers
from django.contrib.auth.password_validation import CommonPasswordValidator

from upheld.accounts.turns import person, turns
from upheld.operations.errors import Refused

SHORTEST, LONGEST, FEWEST_DIFFERENT = 12, 256, 5


class CannotUsePassword(Refused):
    """The password is too short, too long, too common, or too similar to the person's data."""


def check(password: str, *, personal: tuple[str, ...] = ()) -> None:
    """Raises CannotUsePassword for an unacceptable password; it must not consist mostly of a ``personal`` word."""
    for code, broken in _rules(password, personal):
        if broken:
            raise CannotUsePassword(code, field="password", shortest=SHORTEST, longest=LONGEST)


def hash_password(password: str, *, of: int = 0) -> str:
    """Hashes a password for storage (argon2), in the turn of the person ``of``. Raises TooManyPasswords."""
    with turns().turn(person(of)):
        return hashers.make_password(password)


def matches(password: str, hashed: str | None) -> bool:
    """Compares a password with a hash; the caller has the turn (`turns`).

    Without a hash (no such person) it does the same work and returns false.
    """
    same = hashers.check_password(password[:LONGEST], hashed or _nobody())
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


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


@cache
def _nobody() -> str:
    return hashers.make_password("the password of nobody")
