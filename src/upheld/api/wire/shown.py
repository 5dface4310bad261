"""What the API answers with: shapes read off frozen read models, and pages of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")
S = TypeVar("S", bound="Shown")


class Shown(BaseModel):
    """A shape of an answer; its fields are those of a read model, unless it says otherwise."""

    model_config = ConfigDict(from_attributes=True)


class Page(Shown, Generic[T]):
    """A page of a list. ``next`` is given as ``cursor`` to get the page after it; null at the end."""

    items: list[T]
    next: str | None = None


class Items(Shown, Generic[T]):
    """A list that is short enough to be given whole."""

    items: list[T]


class Made(Shown):
    """Something was made, and this is its id."""

    id: int = Field(examples=[42])


class Ref(Shown):
    """Something named: its id and its name."""

    id: int
    name: str


def shown(kind: type[S], values: Iterable[Any]) -> list[S]:
    """Read models in the shape of ``kind``."""
    return [kind.model_validate(one) for one in values]
