"""Passwords: which are taken, how they are kept (argon2) and compared."""

from __future__ import annotations

import threading
from functools import cache

from django.contrib.auth import hashers
from django.contrib.auth.password_validation import CommonPasswordValidator

from upheld.operations.errors import Refused

SHORTEST, LONGEST, FEWEST_DIFFERENT = 12, 256, 5
TURN = threading.Lock()
"""Passwords are worked on one at a time in each process: each takes 100 MiB, and anybody may try to sign in."""


class CannotUsePassword(Refused):
    """Too short, too long, too common, or too like the person's own data."""


def check(password: str, *, personal: tuple[str, ...] = ()) -> None:
    """Raises CannotUsePassword unless the password may be used; ``personal`` must not make most of it up."""
    for code, broken in _rules(password, personal):
        if broken:
            raise CannotUsePassword(code, field="password", shortest=SHORTEST, longest=LONGEST)


def keep(password: str) -> str:
    """The password as it is kept."""
    with TURN:
        return hashers.make_password(password)


def matches(password: str, hashed: str | None) -> bool:
    """Whether this is the password; for no person at all the same work is done, and the answer is no."""
    compared = hashed or _nobody()
    with TURN:
        same = hashers.check_password(password[:LONGEST], compared)
    return same and hashed is not None


def outdated(hashed: str) -> bool:
    """Whether it was kept with weaker settings than today's."""
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
    return keep("the password of nobody")
