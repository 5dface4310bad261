"""Where two texts that should be the same begin to differ."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from upheld.reports.archive import strict

SHOWN = 400


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that the archive says and that does not follow from its entries."""

    where: str
    said: str
    computed: str


def first_difference(where: str, said: bytes, computed: bytes) -> Difference:
    """The first place in which they differ: a key of JSON where both are JSON of different values, else a byte."""
    if where.startswith("README"):
        return _byte(where, said, computed)
    path, one, other = _differing("", strict(said, where), strict(computed, where))
    if one == other:
        return _byte(f"{where}: written in another form", said, computed)
    return Difference(f"{where}: {path.lstrip('.')}" if path else where, _shown(one), _shown(other))


def _differing(path: str, one: object, other: object) -> tuple[str, object, object]:
    if isinstance(one, Mapping) and isinstance(other, Mapping) and one.keys() == other.keys():
        pairs = [(f"{path}.{name}", one[name], other[name]) for name in one]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = [(f"{path}[{index}]{_name(pair[0])}", *pair) for index, pair in enumerate(zip(one, other, strict=True))]
    else:
        pairs = []
    for place, left, right in pairs:
        if left != right or type(left) is not type(right):
            return _differing(place, left, right)
    return path, one, other


def _name(value: object) -> str:
    """What a row of figures or a reading is called, beside its number."""
    if not isinstance(value, Mapping) or "objective" not in value:
        return ""
    names = [str(value[name])[:40] for name in ("objective", "severity", "plan", "cycle") if value.get(name)]
    return f" ({' '.join(names)})"


def _byte(where: str, said: bytes, computed: bytes) -> Difference:
    pairs = enumerate(zip(said, computed, strict=False))
    place = next((index for index, (one, other) in pairs if one != other), min(len(said), len(computed)))
    return Difference(f"{where}, byte {place}", _around(said, place), _around(computed, place))


def _around(data: bytes, place: int) -> str:
    return ascii(data[max(0, place - 20) : place + 40].decode("utf-8", "replace"))


def _shown(value: object) -> str:
    return json.dumps(value)[:SHOWN]
