"""Validation of names, languages, time zones and other fields, shared by all operations."""

from __future__ import annotations

from collections.abc import Iterable

from upheld.markup.names import NotAName, clean_name
from upheld.operations.errors import Refused
from upheld.sla.calendar.zones import is_zone

LANGUAGES = ("en", "zh-hans")
THEMES = ("auto", "light", "dark")


class CannotAccept(Refused):
    """An invalid value; ``field`` names it."""


def name(text: str, *, field: str = "name", longest: int = 200) -> str:
    """Validates a name and trims it (`upheld.markup.names`); raises CannotAccept."""
    try:
        return clean_name(text, longest=longest)
    except NotAName as error:
        raise CannotAccept(
            "name_with_address" if error.address else "not_a_name", field=field, longest=longest
        ) from None


def timezone(text: str, *, field: str = "timezone") -> str:
    """Validates an IANA zone that this installation knows; raises CannotAccept."""
    if not is_zone(text):
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
