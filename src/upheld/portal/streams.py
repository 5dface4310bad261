"""Streams are read after the request has ended, when the connection sees nothing any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from upheld.accounts.actor import Actor
from upheld.database import row_security

T = TypeVar("T")


def seen_by(actor: Actor, parts: Iterable[T]) -> Iterator[T]:
    """The parts, read with the sight of whoever asked."""
    row_security.enter(actor.organisations)
    try:
        yield from parts
    finally:
        row_security.leave()
