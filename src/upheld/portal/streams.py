"""Row-level security for streamed responses, which are read after the request has ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from upheld.accounts.actor import Actor
from upheld.database import row_security

T = TypeVar("T")


def read_as(actor: Actor, parts: Iterable[T]) -> Iterator[T]:
    """Yield the parts while the connection may read the actor's organisations."""
    row_security.enter(actor.organisations)
    try:
        yield from parts
    finally:
        row_security.leave()
