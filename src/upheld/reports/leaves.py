"""The values of a published document, each by its path, and those that differ between two documents of a period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

HEADER = frozenset({"format", "engine", "vendor", "period", "as_of"})
"""The keys that say what a document is. Everything else in it is a published figure."""
GROWING = frozenset({"speed", "lateness"})
"""Values of a figure that grow by themselves while a promise is late and not fulfilled."""
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """A value of two documents. ``None``: one of them does not have it."""

    path: Path
    before: object
    after: object

    @property
    def grows(self) -> bool:
        return self.path[0] == "figures" and not GROWING.isdisjoint(self.path)


def changed_values(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[ChangedValue, ...]:
    """Every published value that differs between two documents, whatever they hold."""
    old, new = values_of(before), values_of(after)
    pairs = ((path, old.get(path), new.get(path)) for path in sorted(old.keys() | new.keys()))
    return tuple(ChangedValue(*pair) for pair in pairs if pair[1] != pair[2])


def values_of(document: Mapping[str, Any]) -> dict[Path, object]:
    """The published values of a document by path. A figure is named by what it counts, not by its place."""
    figures = {name: value for name, value in document.items() if name not in HEADER}
    return dict(_walk((), figures))


def _walk(path: Path, value: object) -> Iterator[tuple[Path, object]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _walk((*path, str(name)), item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk((*path, *_name(item, index)), item)
    elif value is not None:
        yield path, value


def _name(item: object, index: int) -> Path:
    if isinstance(item, Mapping) and "objective" in item:
        return str(item.get("plan", "")), str(item["objective"]), str(item.get("severity", ""))
    return (f"{index:02}",)
