"""A thread-safe LRU cache."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class LruCache(Generic[K, V]):
    """Caches values that depend on their key alone.

    Holds at most ``most`` values, whose sizes (by ``size``) add up to at most ``size_max``. The least recently used
    values are dropped first.
    """

    def __init__(self, most: int, *, size: Callable[[V], int] | None = None, size_max: int = 0) -> None:
        self._most = most
        self._size, self._size_max, self._total = size or (lambda _: 0), size_max, 0
        self._entries: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
            return self._entries.get(key)

    def set(self, key: K, value: V) -> None:
        with self._lock:
            if key in self._entries:
                self._total -= self._size(self._entries.pop(key))
            self._entries[key] = value
            self._total += self._size(value)
            while len(self._entries) > self._most or self._total > self._size_max:
                self._total -= self._size(self._entries.popitem(last=False)[1])

    def clear(self) -> None:
        """Drop all values."""
        with self._lock:
            self._entries.clear()
            self._total = 0
