"""Form choices (value, text) for zones, languages, themes and roles."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from functools import cache

from upheld.i18n.words import say

Choices = list[tuple[str, str]]
LANGUAGES: Choices = [("en", "English"), ("zh-hans", "简体中文")]
REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def zones() -> Choices:
    """Returns the zones of all places, and UTC."""
    names = (name for name in zoneinfo.available_timezones() if name.partition("/")[0] in REGIONS)
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in sorted(names))]


def themes() -> Choices:
    return [(name, say(f"ui.theme_{name}")) for name in ("auto", "light", "dark")]


def roles(codes: Iterable[str]) -> Choices:
    return [(str(code), say("role", code)) for code in codes]
