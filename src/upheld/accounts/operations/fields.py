"""What people may type for a name, a language, a zone: one rule each, for every operation that takes one."""

from __future__ import annotations

import unicodedata
import zoneinfo
from collections.abc import Iterable

from upheld.operations.errors import Refused

LANGUAGES = ("en", "zh-hans")
THEMES = ("auto", "light", "dark")


class CannotAccept(Refused):
    """A value that cannot be taken; ``field`` names it."""


def name(text: str, *, field: str = "name", longest: int = 200) -> str:
    """One line of text, trimmed; raises CannotAccept."""
    cleaned = " ".join(unicodedata.normalize("NFC", text).split())
    if not cleaned or len(cleaned) > longest or any(unicodedata.category(char) in _UNSEEN for char in cleaned):
        raise CannotAccept("not_a_name", field=field, longest=longest)
    return cleaned


def timezone(text: str, *, field: str = "timezone") -> str:
    """An IANA zone that this installation knows; raises CannotAccept."""
    if text not in zoneinfo.available_timezones():
        raise CannotAccept("not_a_timezone", field=field, given=text[:64])
    return text


def language(text: str, *, field: str = "language") -> str:
    """``en`` or ``zh-hans``; raises CannotAccept."""
    return one_of(text, LANGUAGES, field=field)


def theme(text: str, *, field: str = "theme") -> str:
    """``auto``, ``light`` or ``dark``; raises CannotAccept."""
    return one_of(text, THEMES, field=field)


def one_of(text: str, known: Iterable[str], *, field: str) -> str:
    """A member of a short list; raises CannotAccept naming the list."""
    allowed = tuple(str(one) for one in known)
    if text not in allowed:
        raise CannotAccept("not_one_of", field=field, allowed=", ".join(allowed))
    return str(text)


_UNSEEN = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
