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
    path, left, right = _differing("", strict(said, where), strict(computed, where))
    if left == right:
        return _byte(f"{where}: written in another form", said, computed)
    return Difference(f"{where}: {path.lstrip('.')}" if path else where, _shown(left), _shown(right))


def _differing(path: str, left: object, right: object) -> tuple[str, object, object]:
    if isinstance(left, Mapping) and isinstance(right, Mapping) and left.keys() == right.keys():
        pairs = [(f"{path}.{name}", left[name], right[name]) for name in left]
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        pairs = [
            (f"{path}[{index}]{_name(pair[0])}", *pair) for index, pair in enumerate(zip(left, right, strict=True))
        ]
    else:
        pairs = []
    for place, first, second in pairs:
        if first != second or type(first) is not type(second):
            return _differing(place, first, second)
    return path, left, right


def _name(value: object) -> str:
    """A label for a row of figures or a reading, beside its index."""
    if not isinstance(value, Mapping) or "objective" not in value:
        return ""
    names = [str(value[name])[:40] for name in ("objective", "severity", "plan", "cycle") if value.get(name)]
    return f" ({' '.join(names)})"


def _byte(where: str, said: bytes, computed: bytes) -> Difference:
    pairs = enumerate(zip(said, computed, strict=False))
    place = next((index for index, (left, right) in pairs if left != right), min(len(said), len(computed)))
    return Difference(f"{where}, byte {place}", _around(said, place), _around(computed, place))


def _around(data: bytes, place: int) -> str:
    return ascii(data[max(0, place - 20) : place + 40].decode("utf-8", "replace"))


def _shown(value: object) -> str:
    return json.dumps(value)[:SHOWN]
