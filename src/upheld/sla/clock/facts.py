"""Facts: what happened to a ticket, each at its instant (semantics §4).

A fact is read leniently and judged strictly. What cannot be a fact at all (no instant, a value of the wrong kind) is
an error here; a fact that is only impossible at this point (an unknown type, a ruling without a dispute) is refused
by the life cycle, and changes nothing. Further keys, such as an author or a text, are ignored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from upheld.sla.errors import FactInvalid, Problem
from upheld.sla.instant import read_instant, write_instant

MOST_ITEMS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of a ticket's history. Semantics §4 lists the fields of each type. Instants are aware.

    ``from_at`` and ``to_at`` are the ``from`` and ``to`` of an exclusion claim.
    """

    at: datetime
    type: str
    severity: str | None = None
    basis: str | None = None
    effective_from: datetime | None = None
    kind: str | None = None
    automatic: bool = False
    internal: bool = False
    items: tuple[str, ...] = ()
    requested_at: datetime | None = None
    id: str | None = None
    clause: str | None = None
    from_at: datetime | None = None
    to_at: datetime | None = None
    scope: str | None = None
    by: str | None = None
    reason: str | None = None


_TEXTS: Final = ("severity", "basis", "kind", "id", "clause", "scope", "by", "reason")
_INSTANTS: Final = {
    "effective_from": "effective_from",
    "requested_at": "requested_at",
    "from": "from_at",
    "to": "to_at",
}
_FLAGS: Final = ("automatic", "internal")


def read_fact(line: Mapping[str, object]) -> Fact:
    """The fact that a line states. FactInvalid with every problem of the line (semantics §4)."""
    if not isinstance(line, Mapping):
        raise FactInvalid(Problem("", "expected_mapping_free"))
    problems = [Problem(key, "missing_key") for key in ("at", "type") if line.get(key) is None]
    values: dict[str, Any] = {}
    for key, value in line.items():
        if value is None:
            continue
        try:
            _read_field(values, key, value)
        except _Wrong as error:
            problems.append(Problem(key, error.code))
    if problems:
        raise FactInvalid(*problems)
    return Fact(**values)


class _Wrong(Exception):
    def __init__(self, code: str) -> None:
        self.code = code


def _read_field(values: dict[str, Any], key: str, value: object) -> None:
    if key == "at":
        values["at"] = _instant(value)
    elif key in _INSTANTS:
        values[_INSTANTS[key]] = _instant(value)
    elif key == "type" or key in _TEXTS:
        values[key] = _text(value)
    elif key in _FLAGS:
        if not isinstance(value, bool):
            raise _Wrong("expected_flag")
        values[key] = value
    elif key == "items":
        values["items"] = _items(value)


def _instant(value: object) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    try:
        return read_instant(value if isinstance(value, str) else "")
    except ValueError as error:
        raise _Wrong("expected_instant") from error


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 200:
        raise _Wrong("expected_short_text")
    return value


def _items(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or len(value) > MOST_ITEMS:
        raise _Wrong("expected_items")
    if not all(isinstance(item, str) and len(item) <= 2000 for item in value):
        raise _Wrong("expected_items")
    return tuple(value)


def write_fact(fact: Fact) -> dict[str, object]:
    """The line of a fact, without fields that say nothing. ``read_fact(write_fact(f)) == f`` for UTC instants."""
    line: dict[str, object] = {"at": write_instant(fact.at), "type": fact.type}
    for key in _TEXTS:
        if (text := getattr(fact, key)) is not None:
            line[key] = text
    for key, name in _INSTANTS.items():
        if (instant := getattr(fact, name)) is not None:
            line[key] = write_instant(instant)
    for key in _FLAGS:
        if getattr(fact, key):
            line[key] = True
    if fact.items:
        line["items"] = list(fact.items)
    return line
