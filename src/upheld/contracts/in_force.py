"""The rule that chooses, among versions of contracts, the one that a ticket is filed under.

The server applies it when a ticket is filed, and the check of an export applies it again. It uses no database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Effect:
    """When a version applies. Of the versions in force, the one with the greatest effect is chosen."""

    start: datetime
    number: int
    edition: int = 1
    end: datetime | None = field(default=None, compare=False)

    def includes(self, at: datetime) -> bool:
        """Whether the version is in force at an instant."""
        return self.start <= at and (self.end is None or at < self.end)


def newest_in_force(versions: Iterable[T], effect: Callable[[T], Effect], at: datetime) -> T | None:
    """The version in force at an instant that took effect last; None if none is in force."""
    return max((version for version in versions if effect(version).includes(at)), key=effect, default=None)
