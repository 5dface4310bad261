"""Validation of names, languages, time zones and other fields, shared by all operations."""

from __future__ import annotations

import unicodedata
import zoneinfo
from collections.abc import Iterable

from upheld.operations.errors import Refused

LANGUAGES = ("en", "zh-hans")
THEMES = ("auto", "light", "dark")


class CannotAccept(Refused):
    """An invalid value; ``field`` names it."""


def name(text: str, *, field: str = "name", longest: int = 200) -> str:
    """Validates one line of text and trims it; raises CannotAccept."""
    cleaned = " ".join(unicodedata.normalize("NFC", text).split())
    if not cleaned or len(cleaned) > longest or any(unicodedata.category(char) in _UNSEEN for char in cleaned):
        raise CannotAccept("not_a_name", field=field, longest=longest)
    return cleaned


def timezone(text: str, *, field: str = "timezone") -> str:
    """Validates an IANA zone that this installation knows; raises CannotAccept."""
    if text not in zoneinfo.available_timezones():
        raise CannotAccept("not_a_timezone", field=field, given=text[:64])
    return text


def language(text: str, *, field: str = "language") -> str:
    """Validates a language: ``en`` or ``zh-hans``; raises CannotAccept."""
    return choice(text, LANGUAGES, field=field)


def theme(text: str, *, field: str = "theme") -> str:
    """Validates a theme: ``auto``, ``light`` or ``dark``; raises CannotAccept."""
    return choice(text, THEMES, field=field)


def choice(text: str, options: Iterable[str], *, field: str) -> str:
    """Validates a member of a short list; raises CannotAccept, which names the list."""
    allowed = tuple(str(option) for option in options)
    if text not in allowed:
        raise CannotAccept("not_one_of", field=field, allowed=", ".join(allowed))
    return str(text)


_UNSEEN = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
