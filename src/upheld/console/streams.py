"""Streams are read after the request has ended, when the connection sees nothing any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from upheld.database import row_security

T = TypeVar("T")


def seeing_everything(parts: Iterable[T]) -> Iterator[T]:
    """The parts, read with the sight that the vendor's staff have."""
    row_security.enter(None)
    try:
        yield from parts
    finally:
        row_security.leave()
