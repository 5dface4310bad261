"""The fields of acts: types with their bounds, from which API bodies, forms and reference pages are built.

An act's signature is its shape. These aliases say what a plain type cannot: how long, how many, an example, a meaning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from upheld.desk import limits


@dataclass(frozen=True, slots=True)
class Text:
    """A text of ``least`` to ``most`` characters without NUL."""

    most: int
    least: int = 0
    example: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """From ``least`` to ``most`` short texts."""

    most: int
    least: int = 0
    example: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from ``least``. Ids begin at 1."""

    least: int = 1
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """At most ``most`` ids."""

    most: int
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Values:
    """Values by the names that the contract uses."""

    least: int = 0
    example: tuple[tuple[str, object], ...] = ()
    meaning: str = ""


class Hidden:
    """A parameter that is not offered: only the server's own code passes it."""


Body: TypeAlias = Annotated[
    str, Text(limits.BODY_MAX, least=1, example="We can see it too; the cause is being looked for.")
]
Solution: TypeAlias = Annotated[
    str, Text(limits.BODY_MAX, least=1, example="Set reconnect_policy to “fast”; service is restored.")
]
Reason: TypeAlias = Annotated[str, Text(limits.REASON_MAX, least=1, example="The items were on the ticket already.")]
Level: TypeAlias = Annotated[str, Text(limits.LEVEL_MAX, least=1, example="P0")]
LevelReason: TypeAlias = Annotated[
    str, Text(limits.REASON_MAX, least=1, example="No message has been delivered for ten minutes.")
]
Files: TypeAlias = Annotated[
    Sequence[int], Numbers(limits.FILES_MAX, meaning="Files that the caller uploaded to this ticket.")
]
SeenRevision: TypeAlias = Annotated[
    int | None,
    Number(least=0, meaning="The ticket's revision that the writer had read: if someone replied since, 409."),
]
Evidence: TypeAlias = Annotated[Mapping[str, object] | None, Values(example=(("service_down_minutes", 12),))]
Instant: TypeAlias = datetime
Channel: TypeAlias = Literal["reply", "call", "chat"]
