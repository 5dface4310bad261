"""Base classes of response schemas, which are built from read models."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator

from upheld.database.unreadable import is_damaged

log = logging.getLogger(__name__)
T = TypeVar("T")
S = TypeVar("S", bound="Schema")


class Schema(BaseModel):
    """A shape of an answer; its fields are those of a read model, unless it says otherwise."""

    model_config = ConfigDict(from_attributes=True)


class Items(Schema, Generic[T]):
    """A list that is short enough to be given whole."""

    items: list[T]

    @field_validator("items")
    @classmethod
    def _without_damaged(cls, items: list[T]) -> list[T]:
        """Leave out items with a stored value that cannot be read; `upheld check` names their rows."""
        readable = [item for item in items if not is_damaged(item)]
        if len(readable) < len(items):
            log.error("%s: %s damaged items are left out", cls.__name__, len(items) - len(readable))
        return readable


class Page(Items[T], Generic[T]):
    """A page of a list. ``next`` is given as ``cursor`` to get the page after it; null at the end."""

    next: str | None = None


class CreatedId(Schema):
    """Something was made, and this is its id."""

    id: int = Field(examples=[42])


class Ref(Schema):
    """Something named: its id and its name."""

    id: int
    name: str


def to_schemas(kind: type[S], values: Iterable[Any]) -> list[S]:
    """Convert read models to schemas of the class ``kind``."""
    return [kind.model_validate(value) for value in values]
