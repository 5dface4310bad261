"""Types of request values with their bounds, which are both documented and enforced.

Bodies are validated strictly: strings are not converted to numbers or numbers to strings, and an unknown field is an
error.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from upheld.sla import ID_MAX as TERMS_ID_MAX
from upheld.sla.instant import write_seconds

ID_MAX = 2**53 - 1
"""The largest number that every JSON reader holds exactly."""
NO_NUL = r"^[^\x00]*$"
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
WHOLE = re.compile(r"(-?(?:0|[1-9]\d{0,18}))(?:\.0{1,6})?", re.ASCII)


class RequestBody(BaseModel):
    """Base class of request bodies."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class QueryParams(BaseModel):
    """Base class of query parameters. Their values are strings, from which numbers are read."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


def text(
    most: int, *, least: int = 0, default: Any = ..., example: str | None = None, description: str | None = None
) -> Any:
    """Return a string field of ``least`` to ``most`` characters without NUL."""
    examples = None if example is None else [example]
    return Field(
        default,
        min_length=least or None,
        max_length=most,
        pattern=NO_NUL,
        examples=examples,
        description=description,
    )


def _instant(value: object) -> datetime:
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        raise PydanticCustomError("not_an_instant", "an instant such as 2026-11-22T08:30:00Z")
    try:
        instant = datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise PydanticCustomError("not_an_instant", "an instant such as 2026-11-22T08:30:00Z") from error
    if not FIRST <= instant < LAST:
        raise PydanticCustomError("instant_out_of_range", "an instant from the year 2000 to 2099")
    return instant


def read_whole(value: object) -> object:
    """Read an integer from a string of the query or the path."""
    if isinstance(value, str):
        match = WHOLE.fullmatch(value)
        if not match:
            raise PydanticCustomError("int_parsing", "a whole number")
        return int(match[1])
    return value


def read_integer(value: object) -> object:
    """Convert a float without fraction to an integer: JSON has one kind of number, so 42.0 is 42."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _truth(value: object) -> object:
    if value in ("true", "false"):
        return value == "true"
    if isinstance(value, bool):
        return value
    raise PydanticCustomError("bool_parsing", "true or false")


BodyId = Annotated[int, Field(ge=1, le=ID_MAX), BeforeValidator(read_integer)]
BodyNumber = Annotated[int, Field(ge=0, le=ID_MAX), BeforeValidator(read_integer)]
Id = Annotated[int, Field(ge=1, le=ID_MAX), BeforeValidator(read_whole)]
Number = Annotated[int, Field(ge=0, le=ID_MAX), BeforeValidator(read_whole)]
Truth = Annotated[bool, BeforeValidator(_truth), WithJsonSchema({"type": "boolean"})]
Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    WithJsonSchema(
        {
            "type": "string",
            "format": "date-time",
            "pattern": r"^20\d{2}-",
            "description": "An instant of the years 2000 to 2099, RFC 3339 with its offset.",
            "examples": ["2026-11-22T08:30:00Z"],
        }
    ),
]
Name = Annotated[str, Field(min_length=1, max_length=60, pattern=NO_NUL)]
TermsId = Annotated[str, Field(min_length=1, max_length=TERMS_ID_MAX, pattern=NO_NUL)]
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]
Moment = Annotated[datetime, Field(examples=["2026-11-22T08:30:00Z"])]
Amount = Annotated[
    timedelta,
    PlainSerializer(write_seconds, return_type=int | float),
    WithJsonSchema({"type": "number", "description": "Seconds.", "examples": [900]}),
]
