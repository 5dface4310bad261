"""Replaces in pages and documents what differs from one run to the next.

Everything else is fixed by `nets.world`: people, acts, instants and the numbers of rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import Any
from zoneinfo import available_timezones

REPLACEMENTS = (
    (re.compile(r'(?<="clock_skew": )-?[\d.e-]+'), "<seconds>"),
    (re.compile(r"\buph_[A-Za-z0-9_-]{8,}"), "<token>"),
    (re.compile(r"\bwhsec_[A-Za-z0-9+/=]+"), "<secret>"),
    (re.compile(r"(?<=/)[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])"), "<link>"),
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"), "<uuid>"),
    (re.compile(r"\b[0-9a-f]{32,64}\b"), "<hex>"),
    (re.compile(r"(?<=time zones )\d{4}\w*|\b20\d\d\.\d{1,2}(?!\d|[-.:]\d)|^0\.\d{2,3}$"), "<release>"),
)
ZONES_MOST = 20
"""More names of time zones in a row are a list to choose from, which differs with each release of the zones."""
VOLATILE_KEYS = frozenset({"tzdata", "tzdata_version", "holidays_version"})
"""Keys of documents whose values are releases of packages."""


def text(value: str) -> str:
    """Return a text without what chance or a release of a package gives."""
    for pattern, placeholder in REPLACEMENTS:
        value = pattern.sub(placeholder, value)
    return value


def lines(values: Iterable[str]) -> tuple[str, ...]:
    """Return the lines of a page without it."""
    normal: list[str] = []
    for is_zone, run in groupby(values, key=lambda line: line in _zones()):
        texts = [text(line) for line in run]
        normal += ["<time zones>"] if is_zone and len(texts) > ZONES_MOST else texts
    return tuple(normal)


def document(value: Any) -> Any:
    """Return a JSON document without it."""
    if isinstance(value, dict):
        return {key: f"<{key}>" if key in VOLATILE_KEYS else document(part) for key, part in value.items()}
    if isinstance(value, list):
        return [document(part) for part in value]
    return text(value) if isinstance(value, str) else value


@cache
def _zones() -> set[str]:
    """The names of all time zones, as pages show them."""
    return {name.replace("_", " ") for name in available_timezones()}
