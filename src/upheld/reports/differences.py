"""Locates the first difference between a member of an archive and what was computed for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from upheld.reports.archive import VALUES_MOST, has_more_values, strict

PARSED_MOST = 16 * 1024 * 1024
"""Bytes of both texts up to which they are parsed to find the path: parsed values take many times their size."""
PIECE = 4096
VALUE_MAX = 400
"""Characters of a value that a difference quotes."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A value in the archive that does not follow from its ledger entries."""

    where: str
    archived: str
    computed: str


def first_difference(where: str, archived: bytes, computed: bytes) -> Difference:
    """The first difference: the path of a JSON value, or a byte where the values are equal, too many, or no JSON."""
    if where.startswith("README") or len(archived) + len(computed) > PARSED_MOST:
        return _first_byte(where, archived, computed)
    if has_more_values(archived, VALUES_MOST) or has_more_values(computed, VALUES_MOST):
        return _first_byte(where, archived, computed)
    path, left, right = _differing("", strict(archived, where), strict(computed, where))
    if left == right:
        return _first_byte(f"{where}: written in another form", archived, computed)
    return Difference(f"{where}: {path.lstrip('.')}" if path else where, _excerpt(left), _excerpt(right))


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
    """A label that identifies a row of figures or a reading beside its index."""
    if not isinstance(value, Mapping) or "objective" not in value:
        return ""
    names = [str(value[name])[:40] for name in ("objective", "severity", "plan", "cycle") if value.get(name)]
    return f" ({' '.join(names)})"


def _first_byte(where: str, archived: bytes, computed: bytes) -> Difference:
    shorter = min(len(archived), len(computed))
    pieces = range(0, shorter, PIECE)
    start = next((at for at in pieces if archived[at : at + PIECE] != computed[at : at + PIECE]), shorter)
    pairs = enumerate(zip(archived[start : start + PIECE], computed[start : start + PIECE], strict=False), start)
    place = next((index for index, (left, right) in pairs if left != right), shorter)
    return Difference(f"{where}, byte {place}", _around(archived, place), _around(computed, place))


def _around(data: bytes, place: int) -> str:
    return ascii(data[max(0, place - 20) : place + 40].decode("utf-8", "replace"))


def _excerpt(value: object) -> str:
    # Piece by piece, because a value can be as large as a member.
    return "".join(islice(json.JSONEncoder().iterencode(value), VALUE_MAX))[:VALUE_MAX]
