"""Streams are read after the request has ended, when the connection sees nothing any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from upheld.database import scope

T = TypeVar("T")


def seeing_everything(parts: Iterable[T]) -> Iterator[T]:
    """The parts, read with the sight that the vendor's staff have."""
    scope.enter(None)
    try:
        yield from parts
    finally:
        scope.leave()
