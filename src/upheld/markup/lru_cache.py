"""A few values kept by key, the least recently used one dropped."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class LruCache(Generic[K, V]):
    """For values that follow from their key alone: dropping one costs time, never truth. Safe between threads.

    Holds at most ``most`` values, whose sizes (by ``size``) add up to at most ``size_max``.
    """

    def __init__(self, most: int, *, size: Callable[[V], int] | None = None, size_max: int = 0) -> None:
        self._most = most
        self._size, self._size_max, self._total = size or (lambda _: 0), size_max, 0
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: K, value: V) -> None:
        with self._lock:
            if key in self._kept:
                self._total -= self._size(self._kept.pop(key))
            self._kept[key] = value
            self._total += self._size(value)
            while len(self._kept) > self._most or self._total > self._size_max:
                self._total -= self._size(self._kept.popitem(last=False)[1])

    def clear(self) -> None:
        """Drop all values."""
        with self._lock:
            self._kept.clear()
            self._total = 0
