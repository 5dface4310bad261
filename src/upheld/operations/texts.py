"""Counts the bytes of the texts that operations receive, for whoever limits them.

Every operation is counted by its arguments, so that no text can be stored past the limit by an operation that forgets
to count. Files are not texts; they have quotas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields, is_dataclass

Spend = Callable[[int], None]

_spend: ContextVar[Spend | None] = ContextVar("upheld_spend_texts", default=None)


@contextmanager
def limited_by(spend: Spend) -> Iterator[None]:
    """Call ``spend`` with the bytes of texts before each operation within the block; it may raise to refuse them."""
    token = _spend.set(spend)
    try:
        yield
    finally:
        _spend.reset(token)


def count(arguments: Iterable[object]) -> None:
    """Count the texts of an operation's arguments, if they are limited."""
    if _spend.get() and (size := size_of(arguments)):
        spend(size)


def spend(size: int) -> None:
    """Count bytes that are stored besides the texts of an operation, if they are limited."""
    if limit := _spend.get():
        limit(size)


def size_of(values: Iterable[object]) -> int:
    """Returns the bytes of all texts within these values, their members and their fields."""
    size, pending = 0, list(values)
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            size += len(value.encode(errors="surrogatepass"))
        elif isinstance(value, Mapping):
            pending += [*value.keys(), *value.values()]
        elif isinstance(value, list | tuple | set | frozenset):
            pending += value
        elif is_dataclass(value):
            pending += [getattr(value, field.name) for field in fields(value)]
    return size
