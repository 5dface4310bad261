"""What differs from one run to the next in pages and documents, and what stands for it in the nets.

Everything else is fixed by `nets.world`: people, acts, instants and the numbers of rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import Any
from zoneinfo import available_timezones

LINK = re.compile(r"(?<=/)[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")
TOKEN = re.compile(r"\buph_[A-Za-z0-9_-]{8,}")
SKEW = re.compile(r'(?<="clock_skew": )-?[\d.e-]+')
UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
HEX = re.compile(r"\b[0-9a-f]{32,64}\b")
SECRET = re.compile(r"\bwhsec_[A-Za-z0-9+/=]+")
PACKAGE = re.compile(r"(?<=time zones )\d{4}\w*|\b20\d\d\.\d{1,2}(?!\d|[-.:]\d)|^0\.\d{2,3}$")
REPLACEMENTS = (
    (SKEW, "<seconds>"),
    (TOKEN, "<token>"),
    (SECRET, "<secret>"),
    (LINK, "<link>"),
    (UUID, "<uuid>"),
    (HEX, "<hex>"),
    (PACKAGE, "<release>"),
)
ZONES_MOST = 20
"""More lines in a row that are names of time zones are a list to choose from, which a release of zones gives."""
VOLATILE_KEYS = frozenset({"tzdata", "tzdata_version", "holidays_version"})
"""Keys of documents whose values are those of a machine or of a release of a package."""


UNORDERED_KEYS = frozenset({"may"})
"""Keys of lists that are sets: the order follows from the seed of the process."""


def text(value: str) -> str:
    """A text without what chance or a release of a package gives."""
    for pattern, placeholder in REPLACEMENTS:
        value = pattern.sub(placeholder, value)
    return value


def lines(values: Iterable[str]) -> tuple[str, ...]:
    """Lines of a text without it."""
    zones = _zones()
    kept: list[str] = []
    for is_zone, run in groupby(values, key=lambda line: line in zones):
        texts = [text(line) for line in run]
        kept += ["<time zones>"] if is_zone and len(texts) > ZONES_MOST else texts
    return tuple(kept)


def _value(key: str, value: Any) -> Any:
    if key in VOLATILE_KEYS:
        return f"<{key}>"
    return sorted(value) if key in UNORDERED_KEYS else document(value)


@cache
def _zones() -> set[str]:
    """Names as pages show them."""
    return {name.replace("_", " ") for name in available_timezones()}


def document(value: Any) -> Any:
    """A JSON document without it."""
    if isinstance(value, dict):
        return {key: _value(key, part) for key, part in value.items()}
    if isinstance(value, list):
        return [document(part) for part in value]
    return text(value) if isinstance(value, str) else value
